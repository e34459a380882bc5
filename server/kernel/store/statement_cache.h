// Prepared statements by their text, the least recently used one leaving first.
#pragma once
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "kernel/store/limits.h"

namespace kernel {

// Entries keep their address until they are taken out. Not thread-safe: one per connection.
template <class Value>
class StatementCache {
public:
    struct Entry {
        std::string sql;
        Value value;
        bool busy = false;  // in use by a Rows: must not be taken out
    };

    Entry* find(std::string_view sql) {
        const auto found = index_.find(sql);
        if (found == index_.end()) return nullptr;
        entries_.splice(entries_.begin(), entries_, found->second);
        return &entries_.front();
    }

    Entry& add(std::string_view sql, Value value) {
        entries_.push_front(Entry{std::string(sql), std::move(value)});
        index_.emplace(entries_.front().sql, entries_.begin());
        return entries_.front();
    }

    // The oldest idle entry when there is one too many.
    std::optional<Value> take_excess() {
        if (entries_.size() <= limits::statements) return std::nullopt;
        for (auto at = std::prev(entries_.end()); at != entries_.begin(); --at) {
            if (at->busy) continue;
            Value value = std::move(at->value);
            index_.erase(at->sql);
            entries_.erase(at);
            return value;
        }
        return std::nullopt;
    }

    template <class Do>
    void for_each(Do&& act) {
        for (Entry& entry : entries_) act(entry.value);
    }
    void clear() {
        index_.clear();
        entries_.clear();
    }

private:
    std::list<Entry> entries_;  // most recently used first
    std::unordered_map<std::string_view, typename std::list<Entry>::iterator> index_;
};

}  // namespace kernel
