// One process per data directory. The kernel lets go of the lock with the process, however that ends.
#pragma once
#include <string>

namespace kernel {

class DirectoryLock {
public:
    explicit DirectoryLock(const std::string& directory);  // throws DatabaseError when another process has it
    ~DirectoryLock();
    DirectoryLock(const DirectoryLock&) = delete;
    DirectoryLock& operator=(const DirectoryLock&) = delete;

private:
    int file_;
};

}  // namespace kernel
