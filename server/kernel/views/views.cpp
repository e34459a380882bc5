#include "kernel/views/views.h"

#include "kernel/access/refusal.h"
#include "kernel/base/json.h"
#include "kernel/base/text.h"
#include "kernel/views/limits.h"

namespace kernel {

const Migration views_migration{60, "views", R"sql(CREATE TABLE "views" (
  "id" ID,
  "account" BIGINT NOT NULL REFERENCES "accounts" ("id") ON DELETE CASCADE,
  "record" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "shared" BIGINT NOT NULL,
  "state" TEXT NOT NULL,
  "version" BIGINT NOT NULL,
  "created_at" BIGINT NOT NULL,
  "updated_at" BIGINT NOT NULL
);
CREATE INDEX "views_account" ON "views" ("account");
CREATE INDEX "views_record" ON "views" ("record", "shared");
CREATE TABLE "view_defaults" (
  "account" BIGINT NOT NULL REFERENCES "accounts" ("id") ON DELETE CASCADE,
  "record" TEXT NOT NULL,
  "view" BIGINT NOT NULL REFERENCES "views" ("id") ON DELETE CASCADE,
  PRIMARY KEY ("account", "record")
);
CREATE INDEX "view_defaults_view" ON "view_defaults" ("view");
CREATE TABLE "view_layouts" (
  "account" BIGINT NOT NULL REFERENCES "accounts" ("id") ON DELETE CASCADE,
  "record" TEXT NOT NULL,
  "view" BIGINT NOT NULL,
  "layout" TEXT NOT NULL,
  PRIMARY KEY ("account", "record", "view")
);
CREATE INDEX "view_layouts_view" ON "view_layouts" ("view");
)sql"};

namespace {

constexpr std::string_view select =
    R"(SELECT v."id", v."account", a."name", v."record", v."name", v."shared", v."state", v."version" FROM "views" v )"
    R"(JOIN "accounts" a ON a."id" = v."account")";

Problem not_found() { return {.code = Code::not_found, .key = "problem.not_found"}; }

Result<std::string> name_from(const std::string& given) {
    const std::string name(trimmed(given));
    if (name.empty()) return invalid_field("name", "problem.field.required");
    if (!is_sound_text(name)) return invalid_field("name", "problem.field.utf8");
    if (characters(name) > limits::view_name_characters)
        return invalid_field("name", "problem.field.too_long", {{"max", std::to_string(limits::view_name_characters)}});
    return name;
}

std::int64_t count_of(Connection& connection, std::int64_t account) {
    Rows rows = connection.query(R"(SELECT count(*) FROM "views" WHERE "account" = $1)", {account});
    return rows.next() ? rows.integer(0) : 0;
}

}  // namespace

Views::View Views::view_of(const Rows& rows) {
    View view{.id = rows.integer(0),
              .account = rows.integer(1),
              .version = rows.integer(7),
              .owner_name = std::string(rows.text(2)),
              .record = std::string(rows.text(3)),
              .name = std::string(rows.text(4)),
              .shared = rows.integer(5) != 0,
              .state = {}};
    if (auto state = view_state_from(rows.text(6), ViewPart::whole, "state.")) view.state = std::move(*state);
    return view;
}

Result<const RecordType*> Views::type_named(const Viewer& viewer, std::string_view record) const {
    const RecordType* type = records_.house().find(record);
    if (!type || !may(viewer, *type, Action::read)) return invalid_field("record", "problem.view.no_record");
    return type;
}

bool Views::may_see(const Viewer& viewer, const View& view) const {
    const RecordType* type = records_.house().find(view.record);
    if (!type || (view.account != viewer.account && !view.shared) || !may(viewer, *type, Action::read)) return false;
    return records_
        .check(viewer, *type,
               {.filter = view.state.filter, .sort = view.state.sort, .search = view.state.search, .archived = view.state.archived})
        .ok();
}

Result<Views::View> Views::visible(Connection& connection, const Viewer& viewer, std::int64_t id) const {
    Rows rows = connection.query(std::string(select) + R"( WHERE v."id" = $1)", {id});
    if (!rows.next()) return not_found();
    View view = view_of(rows);
    if (!may_see(viewer, view)) return not_found();
    return view;
}

Result<Views::View> Views::changeable(Connection& connection, const Viewer& viewer, std::int64_t id) const {
    TRY_ASSIGN(View view, visible(connection, viewer, id));
    if (view.account != viewer.account && viewer.role->shared_views != Scope::all)
        return Problem{.code = Code::forbidden, .key = "problem.view.not_yours"};
    return view;
}

void Views::append(std::string& out, const Viewer& viewer, const View& view) const {
    ViewState shown = view.state;
    leave_readable_columns(viewer, records_.house().get(view.record), shown);
    JsonWriter json(out);
    json.object().key("id").id(view.id).key("version").value(view.version).key("record").value(view.record);
    json.key("name").value(view.name).key("shared").value(view.shared);
    json.key("owner").object().key("id").id(view.account).key("title").value(view.owner_name).end_object();
    json.key("state").raw(json_of(shown, ViewPart::whole));
    json.key("can").object().key("update").value(view.account == viewer.account || viewer.role->shared_views == Scope::all);
    json.end_object().end_object();
}

Result<std::string> Views::list(Connection& connection, const Viewer& viewer, std::string_view record) const {
    TRY_ASSIGN(const RecordType* type, type_named(viewer, record));
    std::string out = "{\"items\":[";
    {
        Rows rows = connection.query(
            std::string(select) + R"( WHERE v."record" = $1 AND (v."account" = $2 OR v."shared" = 1) ORDER BY v."name", v."id")",
            {record, viewer.account});
        for (bool comma = false; rows.next();) {
            const View view = view_of(rows);
            if (!may_see(viewer, view)) continue;
            if (comma) out += ',';
            comma = true;
            append(out, viewer, view);
        }
    }
    out += "],\"default\":";
    {
        Rows rows = connection.query(
            R"(SELECT d."view" FROM "view_defaults" d JOIN "views" v ON v."id" = d."view" WHERE d."account" = $1 AND d."record" = $2)",
            {viewer.account, record});
        out += rows.next() ? '"' + std::to_string(rows.integer(0)) + '"' : "null";
    }
    out += ",\"layouts\":{";
    Rows rows =
        connection.query(R"(SELECT "view", "layout" FROM "view_layouts" WHERE "account" = $1 AND "record" = $2)", {viewer.account, record});
    for (bool comma = false; rows.next(); comma = true) {
        auto layout = view_state_from(rows.text(1), ViewPart::layout, "layout.");
        if (layout) leave_readable_columns(viewer, *type, *layout);
        if (comma) out += ',';
        out += rows.integer(0) == 0 ? "\"\"" : '"' + std::to_string(rows.integer(0)) + '"';
        out += ':' + json_of(layout ? *layout : ViewState{}, ViewPart::layout);
    }
    return out += "}}";
}

void Views::note(Transaction& transaction, const Viewer& viewer, std::string_view action, const View* before, const View* after) {
    std::string changes = "[";
    const auto add = [&](std::string_view field, const std::string& from, const std::string& to) {
        if (from == to) return;
        JsonWriter json(changes += changes.size() > 1 ? "," : "");
        json.array().value(field);
        for (const std::string* side : {&from, &to}) side->empty() ? json.null() : json.value(*side);
        json.end_array();
    };
    const auto state = [](const View* view) { return view ? json_of(view->state, ViewPart::whole) : std::string(); };
    const auto shared = [](const View* view) { return std::string(view && view->shared ? "true" : ""); };
    add("name", before ? before->name : "", after ? after->name : "");
    add("shared", shared(before), shared(after));
    add("state", state(before), state(after));
    const View& named = after ? *after : *before;
    records_.audit().append(transaction, {{viewer.account, std::string(action), "views", named.id, named.version, changes + ']'}});
}

Result<Written> Views::create(Transaction& transaction, const Viewer& viewer, const NewView& given) {
    TRY_ASSIGN(const RecordType* type, type_named(viewer, given.record));
    if (viewer.account == Viewer::operator_account) return Problem{.code = Code::forbidden, .key = "problem.forbidden"};
    TRY_ASSIGN(std::string name, name_from(given.name));
    TRY(check_view(records_, viewer, *type, given.state));
    if (count_of(transaction, viewer.account) >= static_cast<std::int64_t>(limits::views_per_account))
        return Problem{
            .code = Code::conflict, .key = "problem.view.too_many", .arguments = {{"max", std::to_string(limits::views_per_account)}}};
    const View view{.id = ids_.next(),
                    .account = viewer.account,
                    .version = 1,
                    .owner_name = viewer.name,
                    .record = given.record,
                    .name = std::move(name),
                    .shared = given.shared,
                    .state = given.state};
    const std::string state = json_of(view.state, ViewPart::whole);
    const std::int64_t now = records_.clock().now().microseconds;
    transaction.execute(
        R"(INSERT INTO "views" ("id", "account", "record", "name", "shared", "state", "version", "created_at", "updated_at") )"
        R"(VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8))",
        {view.id, view.account, std::string_view(view.record), std::string_view(view.name), std::int64_t{view.shared},
         std::string_view(state), now, now});
    note(transaction, viewer, "create", nullptr, &view);
    Written written{.id = view.id, .version = 1, .json = {}};
    append(written.json, viewer, view);
    return written;
}

Result<Written> Views::change(Transaction& transaction, const Viewer& viewer, std::int64_t id, std::int64_t version,
                              const ViewChange& change) {
    TRY_ASSIGN(const View before, changeable(transaction, viewer, id));
    if (before.version != version)
        return Problem{
            .code = Code::stale, .key = "problem.stale", .arguments = {}, .clause = {}, .fields = {}, .current_version = before.version};
    View after = before;
    if (change.name) { TRY_ASSIGN(after.name, name_from(*change.name)); }
    if (change.shared) after.shared = *change.shared;
    if (change.state) {
        TRY(check_view(records_, viewer, records_.house().get(before.record), *change.state));
        after.state = *change.state;
    }
    after.version = version + 1;
    const std::string state = json_of(after.state, ViewPart::whole);
    transaction.execute(R"(UPDATE "views" SET "name" = $1, "shared" = $2, "state" = $3, "version" = $4, "updated_at" = $5 WHERE "id" = $6)",
                        {std::string_view(after.name), std::int64_t{after.shared}, std::string_view(state), after.version,
                         records_.clock().now().microseconds, id});
    note(transaction, viewer, "update", &before, &after);
    Written written{.id = id, .version = after.version, .json = {}};
    append(written.json, viewer, after);
    return written;
}

Result<Done> Views::remove(Transaction& transaction, const Viewer& viewer, std::int64_t id) {
    TRY_ASSIGN(const View view, changeable(transaction, viewer, id));
    transaction.execute(R"(DELETE FROM "view_layouts" WHERE "view" = $1)", {id});
    transaction.execute(R"(DELETE FROM "views" WHERE "id" = $1)", {id});
    note(transaction, viewer, "delete", &view, nullptr);
    return Done{};
}

Result<Done> Views::set(Transaction& transaction, const Viewer& viewer, const ViewSetting& setting) {
    TRY_ASSIGN(const RecordType* type, type_named(viewer, setting.record));
    if (viewer.account == Viewer::operator_account) return Problem{.code = Code::forbidden, .key = "problem.forbidden"};
    if (setting.view != 0) {
        TRY_ASSIGN(const View view, visible(transaction, viewer, setting.view));
        if (view.record != setting.record) return not_found();
    }
    const std::string_view record = setting.record;
    if (setting.layout) {
        ViewState layout = *setting.layout;
        leave_readable_columns(viewer, *type, layout);
        const std::string text = json_of(layout, ViewPart::layout);
        transaction.execute(R"(INSERT INTO "view_layouts" ("account", "record", "view", "layout") VALUES ($1, $2, $3, $4) )"
                            R"(ON CONFLICT ("account", "record", "view") DO UPDATE SET "layout" = excluded."layout")",
                            {viewer.account, record, setting.view, std::string_view(text)});
    }
    if (!setting.is_default) return Done{};
    transaction.execute(R"(DELETE FROM "view_defaults" WHERE "account" = $1 AND "record" = $2)", {viewer.account, record});
    if (*setting.is_default && setting.view != 0)
        transaction.execute(R"(INSERT INTO "view_defaults" ("account", "record", "view") VALUES ($1, $2, $3))",
                            {viewer.account, record, setting.view});
    return Done{};
}

}  // namespace kernel
