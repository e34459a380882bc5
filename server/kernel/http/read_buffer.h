// Inside this room only: the bytes that have come and are not yet understood.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>

#include "kernel/http/http.h"

namespace kernel::http {

class ReadBuffer {
public:
    static constexpr std::size_t small = 2 * 1024;              // what ten thousand idle connections keep each
    static constexpr std::size_t medium = 16 * 1024;            // for bodies
    static constexpr std::size_t large = limits::header_bytes;  // a head must fit, nothing more is ever held

    std::string_view view() const { return {bytes_.get() + begin_, end_ - begin_}; }
    bool empty() const { return begin_ == end_; }
    bool full() const { return end_ - begin_ == large; }
    void use(std::size_t count) {
        begin_ += count;
        if (begin_ == end_) begin_ = end_ = 0;
    }
    void filled(std::size_t count) { end_ += count; }
    void clear() { begin_ = end_ = 0; }

    struct Room {
        char* data;
        std::size_t size;
    };
    // Never empty unless full().
    Room room(std::size_t wished_capacity) {
        if (begin_ > 0) std::memmove(bytes_.get(), bytes_.get() + begin_, end_ - begin_);
        end_ -= begin_;
        begin_ = 0;
        if (end_ == capacity_) wished_capacity = std::max(wished_capacity, 2 * capacity_);
        if (wished_capacity > capacity_) resize(std::min(wished_capacity, large));
        return {bytes_.get() + end_, capacity_ - end_};
    }
    void slim() {
        if (capacity_ > small && end_ - begin_ <= small / 2) {
            room(0);
            resize(small);
        }
    }

private:
    void resize(std::size_t capacity) {
        auto bytes = std::make_unique_for_overwrite<char[]>(capacity);
        if (end_ > 0) std::memcpy(bytes.get(), bytes_.get(), end_);
        bytes_ = std::move(bytes);
        capacity_ = capacity;
    }

    std::unique_ptr<char[]> bytes_;
    std::size_t capacity_ = 0;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

}  // namespace kernel::http
