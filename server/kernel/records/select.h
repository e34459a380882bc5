// How the rows of a record type are fetched and turned into JSON: made once for each type and clearance.
#pragma once
#include <string>
#include <vector>

#include "kernel/access/policy.h"
#include "kernel/records/value.h"

namespace kernel {

// A record as it stands: its values in the order of RecordType::fields and the titles of what it links to.
struct Stored {
    Row values;
    std::vector<std::string> titles;
    std::int64_t owner = 0;  // whose it is: its own owner, or that of the record it belongs to
    std::int64_t id() const { return integer_of(values[0]); }
};

// The SQL for what stands for a record in links: a column of its table, or of the one that its title links to (an order line is known by
// its product).
struct TitleSql {
    std::string column;
    std::string join;  // to follow the table; empty or " LEFT JOIN …"
};
TitleSql title_sql(const House& house, const RecordType& type, const std::string& alias);

struct Select {
    struct Column {
        std::size_t place;  // in RecordType::fields
        std::string key;    // "\"name\":"
        int at;             // column of the result
        int title;          // column of the result that holds a link's title; -1
    };
    const RecordType* type = nullptr;
    std::string text;  // SELECT … FROM … (LEFT JOIN …), the table aliased t
    std::vector<Column> columns;
    int owner_at = -1;    // column of the result that holds Stored::owner; with full clearance only
    Insertion insertion;  // of every field; with full clearance only

    Select(const House& house, const RecordType& type, Secrecy clearance);
    Cell cell(const Rows& rows, const Column& column) const;
    Stored stored(const Rows& rows) const;  // for a Select of full clearance
    // {"id":…,"version":…,…} without the closing brace, so that lines and `can` may follow.
    void append_open(std::string& out, const Rows& rows) const;
    void append_open(std::string& out, const Stored& record) const;

private:
    template <class Get>
    void append_members(std::string& out, Get&& cell) const;
};

// All of them: one for each type and clearance.
class Selects {
public:
    explicit Selects(const House& house);
    const Select& of(const RecordType& type, Secrecy clearance) const;
    const Select& whole(const RecordType& type) const { return of(type, Secrecy::secret); }

private:
    std::map<const RecordType*, std::vector<Select>> selects_;
};

}  // namespace kernel
