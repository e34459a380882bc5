// What the links of a row name: remembered, found in the database within the viewer's reach, or made.
//
// In two steps, so that nothing is made for a row that turns out to be wrong: find() for every link of a row, then make() for those that
// are still wanting.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "kernel/exchange/lookup.h"
#include "kernel/exchange/rows.h"
#include "kernel/records/records.h"

namespace kernel {

struct Tally {
    std::int64_t rows = 0, valid = 0, errors = 0, unchanged = 0;  // rows = valid + errors
    std::map<std::string, std::int64_t, std::less<>> created;
};

// Where a run stands with the database.
struct RunContext {
    Records& records;
    const Viewer& viewer;
    Connection* connection = nullptr;
    Transaction* transaction = nullptr;  // null: a check, which writes nothing
    std::int64_t run_id = 0;
    bool resumed = false;  // the run was broken off: what is younger than it is its own
    std::vector<AuditEntry> entries = {};
    Tally tally = {};
    std::int64_t placeholder = 0;  // of a check: ids of what would be made count down from here
    // What this run has put into unique fields, as far as the database does not show it yet.
    std::unordered_set<std::uint64_t> claimed = {};

    bool is_own(const Match& match) const { return resumed && match.id > run_id && match.created_by == viewer.account; }
    Value owner() const { return viewer.account == 0 ? Value{} : Value{viewer.account}; }  // the operator has no account
    // Whether another record has this value in a unique field.
    bool is_taken(const RecordType& type, std::size_t place, const Row& values) const;
    void claim(const RecordType& type, const Row& values, std::uint64_t given);
    void created_one(const RecordType& type, std::int64_t lines) {
        tally.created[std::string(type.name)] += 1;
        if (lines > 0) tally.created[std::string(type.lines->name)] += lines;
    }
    // The id, negative in a check. Counts it.
    Result<std::int64_t> insert(const RecordType& type, Records::Insert insert);
};

struct LinkRefusal {
    std::optional<std::size_t> column;
    std::string key;
    MessageArguments arguments;
};

// A link of a row on its way. Neither id nor `make`: the row names nothing.
struct Wish {
    const LinkPlan* plan = nullptr;
    std::int64_t id = 0;
    bool make = false;
    std::string raw = {};                  // the cells it is said by
    std::vector<std::string> levels = {};  // tree: names from the top
    Row values = {};                       // record
    std::uint64_t given = 0;
    std::vector<Wish> trees = {};
    const std::vector<std::size_t>* key = nullptr;
};

class Resolver {
public:
    // `warn`: about a column of the row that find() was given.
    using Warn = std::function<void(std::size_t column, std::string key, MessageArguments arguments)>;
    Resolver(RunContext& run, Warn warn) : run_(run), warn_(std::move(warn)) {}

    std::optional<LinkRefusal> find(const LinkPlan& plan, const ReadRow& row, Wish& wish);
    std::optional<LinkRefusal> make(Wish& wish);
    // A node of a tree that the file itself brought.
    void note_node(const RecordType& type, const std::string& full_name, std::int64_t id);
    std::string title(const RecordType& type, std::int64_t id) const;
    void forget();  // what was made in a transaction that did not come to be

private:
    struct Known {
        std::int64_t id = 0;
        std::string title;
    };
    std::optional<LinkRefusal> find_account(const ReadRow& row, Wish& wish);
    std::optional<LinkRefusal> find_node(const ReadRow& row, Wish& wish);
    std::optional<LinkRefusal> find_record(const ReadRow& row, Wish& wish);
    std::optional<LinkRefusal> read_record(const ReadRow& row, Wish& wish) const;
    std::optional<LinkRefusal> check_new(const ReadRow& row, Wish& wish);
    std::optional<LinkRefusal> make_node(Wish& wish);
    std::optional<LinkRefusal> make_record(Wish& wish);
    // The one that matches, or why there is none. Nothing of both: it is not there.
    std::optional<LinkRefusal> choose(const Wish& wish, std::size_t column, const std::vector<Match>& found, bool only_one, Known& known);
    std::optional<Known> node_at(const RecordType& type, const std::string& full_name, Match& match);
    void compare_title(const Wish& wish, const Known& known);
    std::string key_of(const Wish& wish) const;
    void remember(const Wish& wish);
    void remember_key(std::string key, Known known);

    RunContext& run_;
    Warn warn_;
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    std::unordered_map<std::string, std::int64_t, Hash, std::equal_to<>> by_cells_;
    std::unordered_map<std::string, Known, Hash, std::equal_to<>> by_key_;
    std::unordered_set<std::uint64_t> warned_;
    std::string buffer_;
};

// An insert's refusal, as one sentence.
LinkRefusal refusal_of(const Problem& problem);

}  // namespace kernel
