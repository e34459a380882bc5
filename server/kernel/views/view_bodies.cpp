// The bodies that speak of views, read strictly.
#include <algorithm>
#include <boost/json.hpp>
#include <initializer_list>

#include "kernel/base/id.h"
#include "kernel/base/text.h"
#include "kernel/views/limits.h"
#include "kernel/views/views.h"

namespace kernel {

namespace {

class Body {
public:
    static Result<Body> read(std::string_view text, std::initializer_list<std::string_view> members) {
        if (text.size() > limits::view_body_bytes) return Problem{.code = Code::too_large, .key = "problem.too_large"};
        boost::json::parse_options options;
        options.max_depth = 5;
        boost::json::error_code error;
        Body body;
        body.value_ = boost::json::parse(boost::json::string_view(text.data(), text.size()), error, {}, options);
        if (error || !body.value_.is_object()) return Problem{.code = Code::invalid, .key = "problem.json", .arguments = {{"at", "1"}}};
        for (const auto& member : body.value_.get_object()) {
            const std::string_view name(member.key().data(), member.key().size());
            if (std::ranges::find(members, name) == members.end())
                return invalid_field(cut(std::string(name), 60), "problem.field.unknown");
        }
        return body;
    }
    bool has(std::string_view name) const { return find(name) != nullptr; }
    Result<std::string> text(std::string_view name) const {
        const auto* found = find(name);
        if (!found) return invalid_field(std::string(name), "problem.field.required");
        if (!found->is_string()) return invalid_field(std::string(name), "problem.field.kind.text");
        return std::string(std::string_view(found->get_string()));
    }
    Result<bool> flag(std::string_view name) const {
        const auto* found = find(name);
        if (!found || !found->is_bool()) return invalid_field(std::string(name), "problem.field.kind.flag");
        return found->get_bool();
    }
    Result<ViewState> state(std::string_view name, ViewPart part) const {
        const auto* found = find(name);
        return view_state_from(found ? boost::json::serialize(*found) : "{}", part, std::string(name) + '.');
    }

private:
    // Absent and null are nothing.
    const boost::json::value* find(std::string_view name) const {
        const auto* found = value_.get_object().if_contains(name);
        return found && !found->is_null() ? found : nullptr;
    }
    boost::json::value value_;
};

}  // namespace

Result<NewView> new_view_from(std::string_view text) {
    TRY_ASSIGN(const Body body, Body::read(text, {"record", "name", "shared", "state"}));
    NewView view;
    TRY_ASSIGN(view.record, body.text("record"));
    TRY_ASSIGN(view.name, body.text("name"));
    if (body.has("shared")) { TRY_ASSIGN(view.shared, body.flag("shared")); }
    TRY_ASSIGN(view.state, body.state("state", ViewPart::whole));
    return view;
}

Result<ViewChange> view_change_from(std::string_view text) {
    TRY_ASSIGN(const Body body, Body::read(text, {"name", "shared", "state"}));
    ViewChange change;
    if (body.has("name")) { TRY_ASSIGN(change.name, body.text("name")); }
    if (body.has("shared")) { TRY_ASSIGN(change.shared, body.flag("shared")); }
    if (body.has("state")) { TRY_ASSIGN(change.state, body.state("state", ViewPart::whole)); }
    return change;
}

Result<ViewSetting> view_setting_from(std::string_view text) {
    TRY_ASSIGN(const Body body, Body::read(text, {"record", "view", "layout", "default"}));
    ViewSetting setting;
    TRY_ASSIGN(setting.record, body.text("record"));
    if (body.has("view")) {
        TRY_ASSIGN(const std::string view, body.text("view"));
        const auto id = parse_id(view);
        if (!id) return invalid_field("view", "problem.field.kind.id");
        setting.view = *id;
    }
    if (body.has("layout")) { TRY_ASSIGN(setting.layout, body.state("layout", ViewPart::layout)); }
    if (body.has("default")) { TRY_ASSIGN(setting.is_default, body.flag("default")); }
    return setting;
}

}  // namespace kernel
