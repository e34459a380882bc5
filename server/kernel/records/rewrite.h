// A record and its lines while something about them changes that nobody typed: a move, or what follows from another record.
#pragma once
#include <string_view>
#include <vector>

#include "kernel/records/change.h"

namespace kernel {

class Rewrite {
public:
    Rewrite(const RecordType& type, Whole before);
    Row& record() { return after_.record.values; }
    std::vector<Row*> lines();
    const Whole& before() const { return before_; }
    const Whole& after() const { return after_; }

    // What follows from the record and its lines, then the sums.
    Result<Done> settle(Connection& connection, Day today);
    bool changes_anything() const;
    // Moves the version on and keeps what differs; false when somebody else was quicker.
    bool store(Transaction& transaction, std::int64_t now);
    std::string changes(const Selects& selects) const;

private:
    const RecordType& type_;
    const Whole before_;
    Whole after_;
};

// A link that leads elsewhere now is known by another title, which whoever reads the log looks up.
void forget_titles(const RecordType& type, const Stored& before, Stored& after);

// Works out what follows from a record and its lines, and their sums: the one call of a chapter's `settle`.
Result<Done> settle_whole(const RecordType& type, Settling& settling);

}  // namespace kernel
