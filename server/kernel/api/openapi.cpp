#include "kernel/api/openapi.h"

#include "kernel/base/json.h"

namespace kernel {

namespace {

// The JSON Schema of a value of this kind (docs/http.md), without what is particular to a field.
std::string_view schema_of(Kind kind) {
    switch (kind) {
        case Kind::id:
            return R"({"type":"string","pattern":"^[1-9][0-9]{0,18}$"})";
        case Kind::text:
        case Kind::long_text:
            return R"({"type":["string","null"]})";
        case Kind::integer:
            return R"({"type":["integer","null"]})";
        case Kind::decimal:
            return R"({"type":["string","null"],"pattern":"^-?[0-9]+(\\.[0-9]+)?$"})";
        case Kind::money:
            return R"({"type":["string","null"],"pattern":"^-?[0-9]+\\.[0-9]{2}$"})";
        case Kind::day:
            return R"({"type":["string","null"],"format":"date"})";
        case Kind::instant:
            return R"({"type":["string","null"],"format":"date-time"})";
        case Kind::flag:
            return R"({"type":["boolean","null"]})";
        case Kind::choice:
        case Kind::choices:
            break;
        case Kind::link:
            return R"({"$ref":"#/components/schemas/Link"})";
    }
    return "{}";
}

struct Writer {
    const App& app;
    const Viewer& viewer;
    std::string out = {};
    JsonWriter json{out};

    enum class Side { out, in };

    void choice_schema(const Field& field) {
        const bool many = field.kind == Kind::choices;
        json.object().key("type");
        if (many)
            json.value("array").key("items").object().key("type").value("string");
        else
            json.array().value("string").value("null").end_array();
        json.key("enum").array();
        for (const Choice& choice : field.choices) json.value(choice.name);
        if (!many) json.null();
        json.end_array();
        if (many) json.end_object();
        json.end_object();
    }

    void property(const Field& field, Side side) {
        const bool archived = field.name == "archived_at";
        json.key(archived ? "archived" : field.name);
        if (archived)
            json.raw(R"({"type":"boolean"})");
        else if (field.kind == Kind::choice || field.kind == Kind::choices)
            choice_schema(field);
        else if (field.kind == Kind::link && side == Side::in)
            json.raw(R"({"type":["string","null"]})");
        else if (is_text(field.kind) && side == Side::in)
            json.object()
                .key("type")
                .array()
                .value("string")
                .value("null")
                .end_array()
                .key("maxLength")
                .value(field.rules.max_length)
                .end_object();
        else
            json.raw(schema_of(field.kind));
    }

    void schema(const RecordType& type, Side side) {
        json.key(std::string(type.name) + (side == Side::in ? "_input" : "")).object();
        json.key("type").value("object").key("title").value(app.messages.record_label(viewer.locale, type.name));
        json.key("additionalProperties").value(side == Side::out).key("properties").object();
        for (std::size_t i = 0; i < type.fields.size(); ++i) {
            const Field& field = type.fields[i];
            if (!may_read(viewer, field) || field.name == "path") continue;
            const bool writes =
                i < type.declared && may_write(viewer, field) && i != type.state_field && !(type.is_line() && i == type.parent_field);
            if (side == Side::out || writes || (type.is_line() && field.kind == Kind::id)) property(field, side);
        }
        if (type.lines) {
            const std::string of = std::string(type.lines->name) + (side == Side::in ? "_input" : "");
            json.key(type.traits().lines).raw(R"({"type":"array","items":{"$ref":"#/components/schemas/)" + of + "\"}}");
        }
        json.end_object();
        if (side == Side::in) {
            json.key("required").array();
            for (std::size_t i = 1; i < type.declared; ++i)
                if (type.fields[i].rules.required && may_write(viewer, type.fields[i]) && i != type.state_field &&
                    !(type.is_line() && i == type.parent_field))
                    json.value(type.fields[i].name);
            json.end_array();
        }
        json.end_object();
    }

    void parameter(std::string_view name, std::string_view where, bool required) {
        json.object()
            .key("name")
            .value(name)
            .key("in")
            .value(where)
            .key("required")
            .value(required)
            .key("schema")
            .raw(R"({"type":"string"})")
            .end_object();
    }

    void operation(std::string_view method, const std::string& id,
                   std::initializer_list<std::pair<std::string_view, std::string_view>> parameters, const std::string& body,
                   std::string_view status, const std::string& answer) {
        json.key(method).object().key("operationId").value(id).key("parameters").array();
        for (auto [name, where] : parameters) parameter(name, where, where == "path" || name == "If-Match");
        json.end_array();
        if (!body.empty())
            json.key("requestBody")
                .raw(R"({"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/)" + body + "\"}}}}");
        responses(status, "application/json", answer);
    }

    // Ends the operation. Without a schema there is no body.
    void responses(std::string_view status, std::string_view media_type, const std::string& schema) {
        json.key("responses").object().key(status).object().key("description").value("done");
        if (!schema.empty()) json.key("content").object().key(media_type).object().key("schema").raw(schema).end_object().end_object();
        json.end_object().key("default").raw(R"({"$ref":"#/components/responses/Problem"})").end_object().end_object();
    }

    // Files of a record: the file itself is a body of bytes.
    void file_paths(const std::string& path, const std::string& name) {
        const std::string file = R"({"$ref":"#/components/schemas/File"})";
        json.end_object().key(path + "/{id}/files").object();
        operation("get", "files_of_" + name, {{"id", "path"}}, "", "200",
                  R"({"type":"object","properties":{"items":{"type":"array","items":)" + file + "}}}");
        json.key("post").object().key("operationId").value("attach_to_" + name).key("parameters").array();
        parameter("id", "path", true);
        parameter("name", "query", true);
        json.end_array().key("requestBody").raw(R"({"required":true,"content":{"application/octet-stream":{}}})");
        responses("201", "application/json", file);
    }
    void one_file_paths() {
        json.key("/api/v1/files/{file}").object().key("get").object().key("operationId").value("get_file").key("parameters").array();
        parameter("file", "path", true);
        parameter("inline", "query", false);
        json.end_array();
        responses("200", "application/octet-stream", "{}");
        operation("delete", "remove_file", {{"file", "path"}}, "", "204", "");
        json.end_object().key("/api/v1/files/{file}/restore").object();
        operation("post", "restore_file", {{"file", "path"}}, "", "200", R"({"$ref":"#/components/schemas/File"})");
        json.end_object();
    }
    void file_schema() {
        json.key("File").raw(
            R"({"type":"object","required":["id","name","size","sha256","preview","at","by"],"properties":{"id":{"type":"string"},"name":{"type":"string"},"size":{"type":"integer"},"sha256":{"type":"string"},"preview":{"type":"string","enum":["none","image","pdf","text"]},"at":{"type":"string","format":"date-time"},"by":{"$ref":"#/components/schemas/Link"}}})");
    }

    void paths(const RecordType& type) {
        const std::string name(type.name), path = "/api/v1/" + name;
        const std::string one = R"({"$ref":"#/components/schemas/)" + name + "\"}";
        json.key(path).object();
        operation("get", "list_" + name,
                  {{"filter", "query"}, {"sort", "query"}, {"limit", "query"}, {"cursor", "query"}, {"q", "query"}, {"archived", "query"}},
                  "", "200",
                  R"({"type":"object","properties":{"items":{"type":"array","items":)" + one + R"(},"next":{"type":["string","null"]}}})");
        if (may(viewer, type, Action::create) && !type.is_line())
            operation("post", "create_" + name, {{"Idempotency-Key", "header"}}, name + "_input", "201", one);
        json.end_object().key(path + "/totals").object();
        operation(
            "get", "totals_of_" + name, {{"filter", "query"}, {"q", "query"}, {"archived", "query"}}, "", "200",
            R"({"type":"object","properties":{"count":{"type":"integer"},"sums":{"type":"object","additionalProperties":{"type":"string"}}}})");
        json.end_object().key(path + "/{id}").object();
        operation("get", "get_" + name, {{"id", "path"}}, "", "200", one);
        if (may(viewer, type, Action::update) && !type.is_line())
            operation("patch", "change_" + name, {{"id", "path"}, {"If-Match", "header"}, {"Idempotency-Key", "header"}}, name + "_input",
                      "200", one);
        json.end_object();
        if (type.is_line()) return;
        json.key(path + "/{id}/history").object();
        operation("get", "history_of_" + name, {{"id", "path"}, {"cursor", "query"}}, "", "200", R"({"type":"object"})");
        file_paths(path, name);
        json.end_object().key(path + "/{id}/{move}").object();
        operation("post", "move_" + name, {{"id", "path"}, {"move", "path"}, {"If-Match", "header"}, {"Idempotency-Key", "header"}}, "",
                  "200", one);
        json.end_object();
    }

    void search_path() {
        json.key("/api/v1/search").object();
        operation("get", "search", {{"q", "query"}, {"limit", "query"}, {"records", "query"}}, "", "200",
                  R"({"$ref":"#/components/schemas/Found"})");
        json.end_object();
    }
    void search_schema() {
        json.key("Found").raw(
            R"({"type":"object","required":["groups","indexing"],"properties":{"indexing":{"type":"boolean"},"groups":{"type":"array","items":{"type":"object","required":["record","label","items","more"],"properties":{"record":{"type":"string"},"label":{"type":"string"},"more":{"type":"boolean"},"items":{"type":"array","items":{"type":"object","required":["id","title","in","matched"],"properties":{"id":{"type":"string"},"title":{"type":"string"},"in":{"type":["object","null"],"required":["record","id","title"],"properties":{"record":{"type":"string"},"id":{"type":"string"},"title":{"type":"string"}}},"matched":{"type":["object","null"],"required":["field","label","text"],"properties":{"field":{"type":"string"},"label":{"type":"string"},"text":{"type":"string"}}}}}}}}}}})");
    }

    std::string whole() {
        json.object().key("openapi").value("3.1.0").key("info").raw(R"({"title":"Bylaw","version":"1"})");
        json.key("paths").object();
        for (const RecordType& type : app.house.types())
            if (may(viewer, type, Action::read)) paths(type);
        search_path();
        one_file_paths();
        json.end_object().key("components").object().key("schemas").object();
        json.key("Link").raw(
            R"({"type":["object","null"],"properties":{"id":{"type":"string"},"title":{"type":"string"}},"required":["id","title"]})");
        json.key("Problem").raw(
            R"({"type":"object","properties":{"type":{"type":"string"},"title":{"type":"string"},"status":{"type":"integer"},"detail":{"type":"string"},"code":{"type":"string"},"key":{"type":"string"},"clause":{"type":"string"},"errors":{"type":"array","items":{"type":"object","properties":{"field":{"type":"string"},"message":{"type":"string"},"key":{"type":"string"},"clause":{"type":"string"}}}}}})");
        search_schema();
        file_schema();
        for (const RecordType& type : app.house.types()) {
            if (!may(viewer, type, Action::read)) continue;
            schema(type, Side::out);
            schema(type, Side::in);
        }
        json.end_object()
            .key("responses")
            .raw(
                R"({"Problem":{"description":"refused","content":{"application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}}})");
        json.end_object().end_object();
        return std::move(out);
    }
};

}  // namespace

std::string openapi(const App& app, const Viewer& viewer) { return Writer{app, viewer}.whole(); }

}  // namespace kernel
