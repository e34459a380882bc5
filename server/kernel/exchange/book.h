// The rows of a book: a record and one of its lines in each, in the columns that an import of that record knows; what is exported so can
// be imported again.
#pragma once
#include <string>
#include <vector>

#include "kernel/exchange/export_cells.h"
#include "kernel/exchange/targets.h"
#include "kernel/records/records.h"

namespace kernel {

class Book {
public:
    // `type`: a record that stands for itself, or its lines; rows are asked for by the ids of that one.
    Book(const House& house, const Viewer& viewer, const RecordType& type);

    std::vector<table::OutColumn> columns(const Messages& messages, std::string_view locale) const;
    // The rows of these ids, in their order.
    void write(Connection& connection, const std::vector<std::int64_t>& ids, ExportCells& cells, table::TableWriter& writer) const;

    static constexpr std::size_t ids_together = 500;

private:
    struct Column {
        Target target;
        const Field* field;  // what the cell of the result is
        int at;              // in the result
    };
    struct Join {
        std::string text;                   // LEFT JOIN … ON …
        const RecordType* scope = nullptr;  // rows of this, within the viewer's reach only
        std::string alias = {};
    };
    void add(const Target& target);
    std::string column_of(const Target& target);
    // The alias of what a link of `alias` leads to; within the viewer's reach, or just for its title.
    std::string join(const std::string& alias, const Field& link, bool within_reach);

    const House& house_;
    const Viewer viewer_;
    const RecordType& root_;
    std::string root_alias_, line_alias_;
    std::string select_, from_;
    std::vector<Join> joins_;
    std::vector<Column> columns_;
};

}  // namespace kernel
