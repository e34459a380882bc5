#include "kernel/store/directory_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "kernel/store/store.h"

namespace kernel {

DirectoryLock::DirectoryLock(const std::string& directory) {
    const std::string path = directory + "/bylaw.lock";
    file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file_ < 0) throw DatabaseError("cannot open " + path + ": " + std::strerror(errno), false);
    if (::flock(file_, LOCK_EX | LOCK_NB) == 0) return;
    const int error = errno;
    ::close(file_);
    if (error == EWOULDBLOCK) throw DatabaseError("the data directory " + directory + " is in use by another bylaw process", false);
    throw DatabaseError("cannot lock " + path + ": " + std::strerror(error), false);
}

DirectoryLock::~DirectoryLock() { ::close(file_); }

}  // namespace kernel
