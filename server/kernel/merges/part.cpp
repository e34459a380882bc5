// Undoing a merge: what still stands as it left it goes back, what has changed since stays and is told.
#include <algorithm>
#include <map>

#include "kernel/merges/merge.h"
#include "kernel/records/change.h"

namespace kernel {

namespace {

class Parting {
public:
    Parting(Records& records, Transaction& transaction, const Viewer& viewer, const RecordType& type, const KeptMerge& merge)
        : records_(records),
          transaction_(transaction),
          viewer_(viewer),
          type_(type),
          merge_(merge),
          moves_(moves_of(transaction, merge.id)) {}

    Result<Remaining> part() {
        TRY_ASSIGN(Side kept, side_of(records_, transaction_, viewer_, type_, merge_.kept));
        TRY_ASSIGN(Side merged, side_of(records_, transaction_, viewer_, type_, merge_.merged));
        if (is_put_away(type_, kept.before.record.values)) return conflict("problem.merge.kept_archived");
        TRY(check_references(transaction_, viewer_, leading_back()));
        for (const Change& change : changes_of(transaction_, merge_.id)) give_back(change, change.record_id == merge_.kept ? kept : merged);
        give_back_lines(kept, merged);
        merged.after.record.values[type_.place("archived_at")] = Value{};
        kept.action = merged.action = "unmerge";
        TRY(store(records_, transaction_, viewer_, type_, kept, merged));
        give_back_links();
        give_back_hanging();
        transaction_.execute(R"(UPDATE "merges" SET "undone_at" = $1, "undone_by" = $2 WHERE "id" = $3)",
                             {records_.clock().now().microseconds, viewer_.account, merge_.id});
        return std::move(remaining_);
    }

private:
    Problem conflict(std::string key) const {
        return {.code = Code::conflict, .key = std::move(key), .arguments = {}, .clause = std::string(type_.traits().clause)};
    }
    bool is_own_line(const Moved& moved) const { return moved.record == type_.name && moved.record_id == merge_.merged && moved.line != 0; }
    const Hanging* hanging(const Moved& moved) const { return hanging_named(records_.house(), moved.record); }

    // The records whose links went over, each with those links.
    std::map<std::pair<const RecordType*, std::int64_t>, std::vector<Moved>> links() const {
        std::map<std::pair<const RecordType*, std::int64_t>, std::vector<Moved>> found;
        for (const Moved& moved : moves_)
            if (!is_own_line(moved) && !hanging(moved)) found[{&records_.house().get(moved.record), moved.record_id}].push_back(moved);
        return found;
    }
    References leading_back() const {
        References found;
        for (const auto& [record, moved] : links()) found.insert(record);
        return found;
    }

    void give_back(const Change& change, Side& side) {
        Value& now = side.after.record.values[type_.place(change.field)];
        if (now == change.after)
            now = change.before;
        else
            remaining_.fields.push_back(change.field);
    }

    void give_back_lines(Side& kept, Side& merged) {
        for (const Moved& moved : moves_) {
            if (!is_own_line(moved)) continue;
            const auto line = std::ranges::find(kept.after.lines, moved.line, &Stored::id);
            if (line == kept.after.lines.end()) {
                remaining_.moves.push_back(moved);
                continue;
            }
            merged.after.lines.push_back(std::move(*line));
            kept.after.lines.erase(line);
        }
    }

    void give_back_links() {
        for (const auto& [record, moved] : links()) {
            const auto turned = redirect(records_, transaction_, viewer_,
                                         {.type = *record.first,
                                          .id = record.second,
                                          .target = type_,
                                          .from = merge_.kept,
                                          .to = merge_.merged,
                                          .action = "unmerge",
                                          .wanted = &moved});
            for (const Moved& one : moved)
                if (std::ranges::none_of(turned, [&](const Moved& other) { return other.line == one.line && other.field == one.field; }))
                    remaining_.moves.push_back(one);
        }
    }

    void give_back_hanging() {
        for (const Moved& moved : moves_)
            if (const Hanging* hangs = hanging(moved);
                hangs && !hang_over(transaction_, *hangs, moved.record_id, merge_.kept, merge_.merged))
                remaining_.moves.push_back(moved);
    }

    Records& records_;
    Transaction& transaction_;
    const Viewer& viewer_;
    const RecordType& type_;
    const KeptMerge& merge_;
    const std::vector<Moved> moves_;
    Remaining remaining_;
};

}  // namespace

Result<Remaining> part_records(Records& records, Transaction& transaction, const Viewer& viewer, const KeptMerge& merge) {
    const RecordType& type = records.house().get(merge.record);
    if (merge.undone_at != 0)
        return Problem{.code = Code::conflict, .key = "problem.merge.undone", .arguments = {}, .clause = std::string(type.traits().clause)};
    return Parting(records, transaction, viewer, type, merge).part();
}

}  // namespace kernel
