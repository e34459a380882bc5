#include "kernel/exchange/importer.h"

#include <algorithm>

#include "kernel/records/value.h"

namespace kernel {

Importer::Importer(Records& records, const Viewer& viewer, const RowParser& parser, const RunSetting& setting)
    : parser_(parser),
      plan_(parser.plan()),
      type_(*plan_.root.type),
      setting_(setting),
      run_{.records = records, .viewer = viewer, .run_id = setting.run_id, .resumed = setting.resumed},
      resolver_(run_, [this](std::size_t column, std::string key, MessageArguments arguments) {
          warn(*row_, column, std::move(key), std::move(arguments));
      }) {}

void Importer::apply(Connection& connection, Transaction* transaction, Batch& batch) {
    begin(connection, transaction, batch);
    for (RowProblem& problem : batch.problems) problems_.add(std::move(problem));
    batch.problems.clear();
    look_up_keys(batch);
    for (std::size_t i = 0; i < batch.count; ++i) {
        row_ = &batch.rows[i];
        take(batch.rows[i]);
        if (!plan_.has_lines()) write_groups();  // later rows may name it
    }
    write_groups();
    if (transaction) run_.records.audit().append(*transaction, run_.entries);
}

void Importer::begin(Connection& connection, Transaction* transaction, Batch& batch) {
    if (open_) {
        undo();
        parser_.parse(batch);
    }
    open_ = true;
    run_.connection = &connection;
    run_.transaction = transaction;
    run_.entries.clear();
    tally_before_ = run_.tally;
    placeholder_before_ = run_.placeholder;
    problems_before_ = problems_.mark();
    changed_.clear();
    looked_up_.clear();
    stored_.clear();
    groups_.clear();
}

void Importer::undo() {
    for (auto& [key, before] : changed_) {
        if (before)
            seen_[key] = *before;
        else
            seen_.erase(key);
    }
    run_.tally = tally_before_;
    run_.placeholder = placeholder_before_;
    run_.claimed.clear();
    problems_.back_to(problems_before_);
    resolver_.forget();
}

void Importer::keep() {
    open_ = false;
    ++batch_;
    if (run_.transaction) run_.claimed.clear();  // the database shows them now
}

void Importer::refuse(const ReadRow& row, std::optional<std::size_t> column, std::string key, MessageArguments arguments) {
    problems_.add(parser_.problem(row, column, std::move(key), std::move(arguments)));
}

void Importer::warn(const ReadRow& row, std::optional<std::size_t> column, std::string key, MessageArguments arguments) {
    problems_.add(parser_.problem(row, column, std::move(key), std::move(arguments), Severity::warning));
}

bool Importer::find_links(ReadRow& row, const PartPlan& part, Row& values, std::uint64_t& given, std::vector<Wish>& wishes) {
    wishes.resize(part.links.size());
    bool sound = true;
    for (std::size_t i = 0; i < part.links.size(); ++i) {
        const LinkPlan& link = part.links[i];
        if (auto refusal = resolver_.find(link, row, wishes[i])) {
            refuse(row, refusal->column, std::move(refusal->key), std::move(refusal->arguments));
            sound = false;
        }
        if (wishes[i].id == 0 && !wishes[i].make) continue;
        given |= std::uint64_t{1} << link.place;
        if (wishes[i].id != 0) values[link.place] = wishes[i].id;
    }
    return sound;
}

bool Importer::make_links(const ReadRow& row, Row& values, std::vector<Wish>& wishes) {
    for (Wish& wish : wishes) {
        if (!wish.make) continue;
        if (auto refusal = resolver_.make(wish)) {
            refuse(row, refusal->column, std::move(refusal->key), std::move(refusal->arguments));
            return false;
        }
        values[wish.plan->place] = wish.id;
    }
    return true;
}

bool Importer::check_row(ReadRow& row) {
    for (const std::size_t place : plan_.root.needed) {
        if (row.root_given >> place & 1) continue;
        refuse(row, plan_.root.column_of(place), "problem.field.required");
        return false;
    }
    const std::size_t owner = type_.owner_field;
    if (owner == 0) return true;
    const Scope scope = scope_of(run_.viewer, type_, Action::create);
    if (!(row.root_given >> owner & 1)) {
        row.root[owner] = run_.owner();
    } else if (scope != Scope::all && integer_of(row.root[owner]) != run_.viewer.account) {
        refuse(row, plan_.root.column_of(owner), "problem.field.own_only");
        return false;
    }
    return true;
}

// The chapter's arithmetic, so that what does not add up is this row's error. A link still to be made says nothing about it yet.
bool Importer::check_line(ReadRow& row) {
    for (const std::size_t place : plan_.lines.needed) {
        if (row.line_given >> place & 1) continue;
        refuse(row, plan_.lines.column_of(place), "problem.field.required");
        return false;
    }
    LineDraft line{.id = 0, .values = std::move(row.line), .given = row.line_given};
    const auto prepared = run_.records.prepare_line(*run_.connection, *plan_.lines.type, line, "");
    row.line = std::move(line.values);
    if (prepared) return true;
    const Problem& problem = prepared.problem();
    if (problem.fields.empty()) refuse(row, std::nullopt, problem.key, problem.arguments);
    for (const FieldProblem& field : problem.fields)
        refuse(row, plan_.lines.column_of(plan_.lines.type->place(field.field)), field.key, field.arguments);
    return false;
}

void Importer::take(ReadRow& row) {
    ++run_.tally.rows;
    const auto sound = [&] {
        if (!row.sound) return false;
        bool found = find_links(row, plan_.root, row.root, row.root_given, root_wishes_);
        line_wishes_.clear();
        if (row.has_line) found = find_links(row, plan_.lines, row.line, row.line_given, line_wishes_) && found;
        if (!found || !check_row(row) || (row.has_line && !check_line(row))) return false;
        const auto* key = key_of(row);
        if (!key) {
            if (plan_.root.keys.empty()) return take_new(row, nullptr), row.sound;
            refuse(row, plan_.root.column_of(plan_.root.keys.front().front()), "problem.import.no_key",
                   {{"record", label_argument("record." + std::string(type_.name))}});
            return false;
        }
        Seen* seen = meet(row, *key);
        if (!seen || !(seen = settle_conflict(row, *key, seen))) return false;
        if (seen->origin == Origin::existing)
            take_existing(row, *seen);
        else if (seen->id != 0 || seen->group >= 0)
            take_again(row, *seen);
        else
            take_new(row, seen);
        return row.sound;
    }();
    if (sound)
        ++run_.tally.valid;
    else
        ++run_.tally.errors;
}

}  // namespace kernel
