// Arguments as libpq takes them.
#pragma once
#include <libpq-fe.h>

#include <array>
#include <span>
#include <vector>

#include "kernel/store/store.h"

namespace kernel {

// Reused from statement to statement. Borrows the arguments.
class PostgresParameters {
public:
    void assign(std::span<const Argument> arguments);  // throws ConstraintError for text with a NUL character

    int count() const { return static_cast<int>(values_.size()); }
    const Oid* types() const { return types_.data(); }
    const char* const* values() const { return values_.data(); }
    const int* lengths() const { return lengths_.data(); }
    const int* formats() const { return formats_.data(); }

private:
    void add(Oid type, const char* value, std::size_t length, int format);

    std::vector<Oid> types_;
    std::vector<const char*> values_;
    std::vector<int> lengths_;
    std::vector<int> formats_;
    std::vector<std::array<char, 24>> digits_;
};

}  // namespace kernel
