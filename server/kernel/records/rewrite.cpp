#include "kernel/records/rewrite.h"

#include "kernel/records/event.h"

namespace kernel {

Rewrite::Rewrite(const RecordType& type, Whole before) : type_(type), before_(std::move(before)), after_(before_) {}

std::vector<Row*> Rewrite::lines() {
    std::vector<Row*> rows;
    for (Stored& line : after_.lines) rows.push_back(&line.values);
    return rows;
}

Result<Done> settle_whole(const RecordType& type, Settling& settling) {
    if (!type.traits().settle) return Done{};
    TRY(type.traits().settle(settling));
    if (type.lines) TRY(add_sums(type, settling.record, {settling.lines.begin(), settling.lines.end()}, true));
    return Done{};
}

Result<Done> Rewrite::settle(Connection& connection, Day today) {
    Settling settling{.connection = connection, .before = &before_.record.values, .record = record(), .lines = lines(), .today = today};
    for (const Stored& line : before_.lines) settling.lines_before.push_back(&line.values);
    return settle_whole(type_, settling);
}

bool Rewrite::changes_anything() const {
    if (after_.record.values != before_.record.values) return true;
    for (std::size_t i = 0; i < after_.lines.size(); ++i)
        if (after_.lines[i].values != before_.lines[i].values) return true;
    return false;
}

void forget_titles(const RecordType& type, const Stored& before, Stored& after) {
    for (std::size_t i = 1; i < type.declared; ++i)
        if (type.fields[i].kind == Kind::link && before.values[i] != after.values[i]) after.titles[i].clear();
}

bool Rewrite::store(Transaction& transaction, std::int64_t now) {
    const auto version = type_.place("version");
    const std::int64_t was = integer_of(before_.record.values[version]);
    record()[version] = was + 1;
    record()[type_.place("updated_at")] = now;
    forget_titles(type_, before_.record, after_.record);
    for (std::size_t i = 0; i < after_.lines.size(); ++i) forget_titles(*type_.lines, before_.lines[i], after_.lines[i]);
    if (!update_row(transaction, type_, before_.record.values, record(), was)) return false;
    for (std::size_t i = 0; i < after_.lines.size(); ++i)
        update_row(transaction, *type_.lines, before_.lines[i].values, after_.lines[i].values, 0);
    return true;
}

std::string Rewrite::changes(const Selects& selects) const {
    Changes changes;
    changes.add_row(type_, &before_.record, after_.record);
    for (std::size_t i = 0; i < after_.lines.size(); ++i)
        changes.add_line(selects.whole(*type_.lines), &before_.lines[i], &after_.lines[i]);
    return changes.take();
}

void Records::rewrite(Transaction& transaction, const Viewer& viewer, const RecordType& type, std::int64_t id, std::string_view action,
                      const std::function<void(Row& record, const std::vector<Row*>& lines)>& change) {
    auto found = whole_of(transaction, type, id);
    if (!found) return;
    Rewrite rewrite(type, std::move(*found));
    change(rewrite.record(), rewrite.lines());
    if (auto settled = rewrite.settle(transaction, clock_.today()); !settled) throw Refusal(std::move(settled.problem()));
    if (!rewrite.changes_anything()) return;
    if (!rewrite.store(transaction, clock_.now().microseconds)) throw Refusal({.code = Code::stale, .key = "problem.stale"});
    const Seen before = seen(rewrite.before()), after = seen(rewrite.after());
    happened(transaction, viewer, type, action, &before, after);
    audit_.append(transaction, {{viewer.account, std::string(action), std::string(type.name), id,
                                 integer_of(rewrite.record()[type.place("version")]), rewrite.changes(selects_)}});
}

void Records::happened(Transaction& transaction, const Viewer& viewer, const RecordType& type, std::string_view action, const Seen* before,
                       const Seen& after) {
    for (Follower* follower : followers_) follower->follow(transaction, type, before, after);
    if (type.traits().after) type.traits().after({*this, transaction, viewer, type, action, before, after});
}

}  // namespace kernel
