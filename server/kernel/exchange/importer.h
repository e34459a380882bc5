// From the rows of a file to records: each batch resolved, compared with what is there, and written. One importer is one run.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "kernel/exchange/problems.h"
#include "kernel/exchange/resolver.h"
#include "kernel/exchange/rows.h"

namespace kernel {

// What happens to a row whose customer is not the one its order began with.
enum class Conflicts : std::uint8_t { reject, split };

struct RunSetting {
    Conflicts conflicts = Conflicts::reject;
    std::int64_t run_id = 0;  // drawn when the run first started
    bool resumed = false;
};

class Importer {
public:
    Importer(Records& records, const Viewer& viewer, const RowParser& parser, const RunSetting& setting);

    // Resolves and, with a transaction, writes. Once more for the same batch when its transaction did not come to be.
    void apply(Connection& connection, Transaction* transaction, Batch& batch);
    // The batch is durable.
    void keep();

    const Tally& tally() const { return run_.tally; }
    ProblemList& problems() { return problems_; }

private:
    enum class Origin : std::uint8_t { made, resumed, existing };
    // A hash of what a row said of the record itself, and a byte of each field's own (the first eight), to name the one that differs.
    struct Beginning {
        std::uint64_t hash = 0, marks = 0;
    };
    struct Seen {
        std::int64_t id = 0;
        std::int64_t link = 0;     // what the required link named first
        Beginning beginning = {};  // of the fields that its first row gave
        std::uint32_t lines = 0;   // rows that have come for it
        std::int32_t group = -1;   // in this batch
        std::uint32_t batch = 0;   // that changed it last
        Origin origin = Origin::made;
    };
    struct Key {
        std::uint64_t first = 0, second = 0;
        bool operator==(const Key&) const = default;
    };
    struct KeyHash {
        std::size_t operator()(const Key& key) const { return key.first; }
    };
    // What a batch adds to one record.
    struct Group {
        Seen* seen = nullptr;
        bool is_new = false;
        Row root;
        std::uint64_t given = 0;
        std::int64_t positions = 0;
        std::vector<LineDraft> lines;
        std::vector<const ReadRow*> rows;
    };
    struct Text {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };

    // importer.cpp
    void begin(Connection& connection, Transaction* transaction, Batch& batch);
    void undo();
    void look_up_keys(Batch& batch);
    void take(ReadRow& row);
    bool find_links(ReadRow& row, const PartPlan& part, Row& values, std::uint64_t& given, std::vector<Wish>& wishes);
    bool make_links(const ReadRow& row, Row& values, std::vector<Wish>& wishes);
    bool check_row(ReadRow& row);
    bool check_line(ReadRow& row);
    void refuse(const ReadRow& row, std::optional<std::size_t> column, std::string key, MessageArguments arguments = {});
    void warn(const ReadRow& row, std::optional<std::size_t> column, std::string key, MessageArguments arguments = {});

    // keys.cpp: which record a row belongs to
    const std::vector<std::size_t>* key_of(const ReadRow& row) const;
    std::string key_text(const ReadRow& row, const std::vector<std::size_t>& key) const;
    Seen* meet(ReadRow& row, const std::vector<std::size_t>& key);
    Seen* remember(const Key& hash, Seen seen);
    Seen& touch(const Key& hash, Seen& seen);
    std::vector<Match> matches_for(const ReadRow& row, const std::vector<std::size_t>& key);
    bool is_conflict(const ReadRow& row, const Seen& seen) const;
    Seen* settle_conflict(ReadRow& row, const std::vector<std::size_t>& key, Seen* seen);
    const Whole* stored(const Seen& seen);

    // groups.cpp: what becomes of it
    void take_existing(ReadRow& row, Seen& seen);
    void take_again(ReadRow& row, Seen& seen);
    void take_new(ReadRow& row, Seen* seen);
    void add_line(ReadRow& row, Group& group);
    void compare_beginning(const ReadRow& row, Seen& seen);
    Beginning beginning_of(const ReadRow& row) const;
    std::size_t differing_mark(const ReadRow& row, std::uint64_t marks, std::uint64_t first) const;
    bool has_room(const ReadRow& row, const Seen& seen);
    void write_groups();
    Result<std::int64_t> write(Group& group);
    std::string node_name(const ReadRow& row, const Row& values) const;

    const RowParser& parser_;
    const Plan& plan_;
    const RecordType& type_;
    RunSetting setting_;
    RunContext run_;
    ProblemList problems_;
    const ReadRow* row_ = nullptr;  // in hand
    Resolver resolver_;
    std::unordered_map<Key, Seen, KeyHash> seen_;
    std::vector<Wish> root_wishes_, line_wishes_;

    // Of the batch in hand.
    bool open_ = false;
    std::uint32_t batch_ = 1;
    Tally tally_before_;
    std::int64_t placeholder_before_ = 0;
    ProblemList::Mark problems_before_;
    std::vector<std::pair<Key, std::optional<Seen>>> changed_;
    std::unordered_map<std::string, std::optional<Match>, Text, std::equal_to<>> looked_up_;
    std::unordered_map<std::int64_t, std::optional<Whole>> stored_;
    std::vector<Group> groups_;
};

}  // namespace kernel
