// What there is, for the browser: everything a screen shows comes from here. Only what the caller may read.
#include <map>
#include <mutex>

#include "kernel/api/app.h"
#include "kernel/api/openapi.h"
#include "kernel/base/hash.h"
#include "kernel/base/json.h"
#include "kernel/base/number.h"
#include "kernel/base/text.h"
#include "kernel/merges/merges.h"

namespace kernel {

namespace {

constexpr std::string_view tones[] = {"neutral", "info", "success", "warning", "danger"};

struct SchemaWriter {
    const App& app;
    const Viewer& viewer;
    std::string& out;
    JsonWriter json;

    SchemaWriter(const App& a, const Viewer& v, std::string& o) : app(a), viewer(v), out(o), json(o) {}

    std::string text(const std::string& key) const { return app.messages.text(viewer.locale, key); }
    std::string text_or(const std::string& key, const std::string& otherwise) const {
        return app.messages.has(viewer.locale, key) ? text(key) : text(otherwise);
    }

    void limit(std::string_view name, const Field& field, std::int64_t value, bool there) {
        json.key(name);
        if (!there)
            json.null();
        else if (is_fixed_point(field.kind))
            json.value(format_decimal(value, field.scale, Zeros::trim));
        else
            json.value(value);
    }

    void choices(const RecordType& type, const Field& field) {
        json.key("choices").array();
        for (const Choice& choice : field.choices) {
            const std::string name(choice.name);
            json.object().key("value").value(name);
            json.key("label").value(app.messages.choice_label(viewer.locale, type.name, field.name, name));
            json.key("tone").value(tones[static_cast<std::size_t>(choice.tone)]).end_object();
        }
        json.end_array();
    }

    void field(const RecordType& type, const Field& field, const Value& otherwise, bool is_state) {
        const Rules& rules = field.rules;
        const bool archived = field.name == "archived_at";
        const std::string name(archived ? "archived" : field.name);
        const std::string help = "help." + std::string(type.name) + '.' + name;
        json.object().key("name").value(name).key("label").value(app.messages.field_label(viewer.locale, type.name, name));
        json.key("help");
        if (app.messages.has(viewer.locale, help))
            json.value(text(help));
        else
            json.null();
        json.key("kind").value(archived ? "flag" : kind_name(field.kind));
        json.key("target");
        if (field.target.empty())
            json.null();
        else
            json.value(field.target);
        json.key("clause").value(rules.clause);
        json.key("required").value(rules.required && !is_state);
        json.key("unique").value(rules.unique).key("readonly").value(rules.computed || is_state).key("fixed").value(rules.fixed);
        json.key("filterable").value(rules.filterable).key("sortable").value(rules.sortable).key("searchable").value(rules.searchable);
        json.key("alike").value(rules.alike != Likeness::none);
        json.key("secrecy").value(secrecy_name(rules.secrecy));
        limit("max_length", field, rules.max_length, rules.max_length > 0);
        limit("min", field, rules.min, rules.min > std::numeric_limits<std::int64_t>::min());
        limit("max", field, rules.max, rules.max < std::numeric_limits<std::int64_t>::max());
        limit("scale", {}, field.scale, is_fixed_point(field.kind));
        json.key("multiline").value(field.kind == Kind::long_text);
        json.key("deadline").value(rules.deadline).key("anytime").value(rules.anytime);
        optional("matching", rules.matching);
        choices(type, field);
        json.key("default");
        if (rules.computed || is_state) {
            json.null();
        } else {
            std::string value;
            append_json(value, field, cell_of(otherwise));
            json.raw(value);
        }
        json.end_object();
    }

    // What a move must be told: fields of the record itself, or a record of its own.
    void form(const RecordType& type, const Move& move) {
        json.key("form");
        if (move.kept_as.empty() && move.asks[0].empty()) return void(json.null());
        const RecordType& asked = move.kept_as.empty() ? type : app.house.get(move.kept_as);
        json.object().key("record").value(asked.name).key("edits").value(move.edits).key("fields").array();
        if (move.kept_as.empty()) {
            for (auto one : move.asks)
                if (!one.empty()) asked_of(asked_field(one), !is_optional_asked(one));
        } else {
            for (std::size_t i = 1; i < asked.declared; ++i)
                if (may_write(viewer, asked.fields[i]) && i != asked.whole_field && i != asked.state_field)
                    asked_of(asked.fields[i].name, asked.fields[i].rules.required);
        }
        json.end_array().end_object();
    }
    void asked_of(std::string_view field, bool required) {
        json.object().key("name").value(field).key("required").value(required).end_object();
    }

    void moves(const RecordType& type) {
        json.key("moves").array();
        for (const Move& move : type.traits().moves) {
            if (move.to.empty()) continue;  // a guard of the kernel's own move, which `can` speaks of
            json.object().key("name").value(move.name).key("label").value(
                text("move." + std::string(type.name) + '.' + std::string(move.name)));
            json.key("from").array();
            for (auto from : move.from)
                if (!from.empty()) json.value(from);
            json.end_array().key("to").value(move.to).key("danger").value(move.tone == Tone::danger);
            form(type, move);
            json.end_object();
        }
        json.end_array();
    }

    void optional(std::string_view key, std::string_view value) {
        json.key(key);
        if (value.empty())
            json.null();
        else
            json.value(value);
    }

    // The records whose link says that they are shown on the page of this one.
    void children(const RecordType& type) {
        json.key("children").array();
        for (const RecordType& other : app.house.types()) {
            if (!may(viewer, other, Action::read)) continue;
            for (auto link : {other.traits().belongs_to, other.traits().shown_with[0], other.traits().shown_with[1]})
                if (!link.empty() && other.fields[other.place(link)].target == type.name)
                    json.object().key("record").value(other.name).key("field").value(link).end_object();
        }
        json.end_array();
    }

    void record(const RecordType& type) {
        const Traits& traits = type.traits();
        json.object().key("name").value(type.name).key("chapter").value(type.chapter).key("clause").value(traits.clause);
        json.key("label").value(text("record." + std::string(type.name)));
        json.key("label_many").value(text_or("records." + std::string(type.name), "record." + std::string(type.name)));
        json.key("title").value(type.title_column()).key("columns").array();
        for (auto column : traits.columns)
            if (!column.empty() && may_read(viewer, type.fields[type.place(column)])) json.value(column);
        json.end_array().key("sort").value(traits.sort);
        optional("parent", traits.parent);
        optional("belongs_to", traits.belongs_to);
        children(type);
        json.key("lines").array();
        if (type.lines) json.object().key("name").value(traits.lines).key("record").value(type.lines->name).end_object();
        json.end_array().key("tree").value(traits.tree);
        optional("state", traits.state);
        moves(type);
        json.key("totals").array();
        for (const Field& field : type.fields)
            if (field.rules.summed && may_read(viewer, field)) json.value(field.name);
        json.end_array().key("can").object();
        for (auto action : {Action::create, Action::update, Action::archive, Action::import})
            json.key(action_names[static_cast<std::size_t>(action)]).value(!type.is_line() && may(viewer, type, action));
        json.key("merge").value(is_mergeable(type) && may(viewer, type, Action::update) && may(viewer, type, Action::archive));
        json.end_object().key("fields").array();
        const Row fresh = app.records.fresh(type);
        for (std::size_t i = 0; i < type.fields.size(); ++i) {
            const Field& held = type.fields[i];
            if (held.kind == Kind::id || held.name == "path" || held.name == "version" || !may_read(viewer, held)) continue;
            field(type, held, fresh[i], type.state_field != 0 && i == type.state_field);
        }
        json.end_array().end_object();
    }

    bool shows(const RecordType& type) const { return may(viewer, type, Action::read); }

    void whole() {
        json.object().key("chapters").array();
        for (auto chapter : app.house.chapters()) {
            bool any = false;
            for (const RecordType& type : app.house.types()) any |= type.chapter == chapter && shows(type);
            if (!any) continue;
            json.object().key("name").value(chapter).key("clause").value(text("clause." + std::string(chapter)));
            json.key("label").value(text("chapter." + std::string(chapter))).key("records").array();
            for (const RecordType& type : app.house.types())
                if (type.chapter == chapter && shows(type)) json.value(type.name);
            json.end_array().end_object();
        }
        json.end_array().key("roles").array();
        for (const Role& role : app.policy.roles())
            json.object().key("name").value(role.name).key("label").value(text("choice.accounts.role." + role.name)).end_object();
        json.end_array().key("records").array();
        for (const RecordType& type : app.house.types())
            if (shows(type)) record(type);
        json.end_array().end_object();
    }
};

// The same for everybody of one role and language, so it is made once for each.
struct Cache {
    std::mutex mutex;
    std::map<std::string, std::pair<std::string, std::string>> made;  // body and ETag
};

void answer_cached(const CallPtr& call, const std::shared_ptr<Cache>& cache, const std::function<std::string()>& make) {
    std::pair<std::string, std::string> held;
    {
        const std::lock_guard lock(cache->mutex);
        auto [entry, is_new] = cache->made.try_emplace(call->viewer.role->name + '/' + call->locale);
        if (is_new) {
            std::string body = make();
            const Digest mark = digest(body);
            entry->second = {std::move(body), '"' + hex({reinterpret_cast<const char*>(mark.data()), 12}) + '"'};
        }
        held = entry->second;
    }
    std::vector<std::pair<std::string, std::string>> headers{{"ETag", held.second}, {"Vary", "Accept-Language, Cookie"}};
    if (call->request.header("if-none-match") == held.second) return call->answer(304, {}, std::move(headers));
    call->answer(200, std::move(held.first), std::move(headers));
}

}  // namespace

void add_schema_routes(Router& router, const App& app) {
    auto add = [&](std::string_view path, std::string (*make)(const App&, const Viewer&)) {
        router.add(http::Method::get, path, Need::viewer, [&app, make, cache = std::make_shared<Cache>()](const CallPtr& call) {
            answer_cached(call, cache, [&] { return make(app, call->viewer); });
        });
    };
    add("/api/v1/schema", [](const App& a, const Viewer& viewer) {
        std::string out;
        SchemaWriter(a, viewer, out).whole();
        return out;
    });
    add("/api/v1/openapi.json", openapi);
}

}  // namespace kernel
