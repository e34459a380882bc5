// A record type at run time: its declaration, the kernel's own fields beside it, and its place among the others.
#pragma once
#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/record/describe.h"
#include "kernel/store/migrate.h"
#include "kernel/store/store.h"

namespace kernel {

// Fields: the declared ones in their order, then the kernel's: lines have `position`; a tree has `path` and `full_name`; every record that
// stands for itself has version, created_at, created_by, updated_at, archived_at.
struct RecordType {
    const Declaration* declaration = nullptr;
    std::string_view name = {};  // table, URL, key of its labels
    std::string_view chapter = {};
    std::vector<Field> fields = {};
    std::size_t declared = 0;            // how many of them the chapter declared
    const RecordType* parent = nullptr;  // lines: whose
    const RecordType* lines = nullptr;   // the lines it owns
    std::size_t parent_field = 0;        // lines: the link to the parent
    const RecordType* whole = nullptr;   // what it belongs to
    std::size_t whole_field = 0;         // the link to that
    std::size_t owner_field = 0;         // 0: nobody's own
    std::size_t state_field = 0;         // 0: has no states
    std::string table = {};              // quoted for SQL

    const Traits& traits() const { return declaration->traits; }
    bool is_line() const { return !traits().parent.empty(); }
    // The place of a field, or npos.
    std::size_t place(std::string_view field) const;
    static constexpr std::size_t npos = static_cast<std::size_t>(-1);
    bool has_owner() const { return owner_field != 0 || (whole && whole->owner_field != 0); }
    std::string_view title_column() const { return traits().tree ? "full_name" : traits().title; }
};

// Of the row of a record that stands for itself and is no tree: the kernel's own fields are its last.
inline bool is_archived(const Row& row) { return !is_null(row.back()); }
inline std::int64_t version_of(const Row& row) { return integer_of(row[row.size() - 5]); }

// Names go into SQL quoted, so that a field may be called `order`.
std::string quoted(std::string_view name);

// The CREATE TABLE and CREATE INDEX statements of a record in the dialect subset: what a hand-written migration must amount to.
std::string create_table(const RecordType& type);

// "+"-joined field names of a key or an index, taken apart.
std::vector<std::string_view> parts_of(std::string_view joined);

// A table whose rows hang on a record of any type, which two of their columns name (what is said about it). They have an `id`.
struct Hanging {
    std::string_view table, record, record_id;
};

// Every record type and migration there is. A chapter's open(House&) adds its own.
class House {
public:
    // Throws std::logic_error, at start, for a link to a record not added before or a trait that names no field.
    void add(std::string_view chapter, const Declaration& declaration);
    void add(const Migration& migration) { migrations_.push_back(migration); }
    void add(const Hanging& hanging) { hanging_.push_back(hanging); }
    template <class R>
    void add(std::string_view chapter) {
        add(chapter, declaration(static_cast<const R*>(nullptr)));
    }

    const RecordType* find(std::string_view name) const;
    const RecordType& get(std::string_view name) const;  // throws std::logic_error when there is none
    const std::deque<RecordType>& types() const { return types_; }
    const std::vector<Hanging>& hanging() const { return hanging_; }
    const std::vector<std::string_view>& chapters() const { return chapters_; }  // in order of their opening
    std::vector<Migration> migrations() const;                                   // by number

private:
    std::deque<RecordType> types_;  // a deque: types point at each other
    std::vector<std::string_view> chapters_;
    std::vector<Migration> migrations_;
    std::vector<Hanging> hanging_;
};

}  // namespace kernel
