// Saved views of lists: one's own and those that somebody shares with all who may read the record. Beside them each person's layout of
// each view, and the view that a list opens with.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "kernel/views/view_state.h"

namespace kernel {

extern const Migration views_migration;

struct NewView {
    std::string record, name;
    bool shared = false;
    ViewState state = {};
};
struct ViewChange {
    std::optional<std::string> name;
    std::optional<bool> shared;
    std::optional<ViewState> state;
};
// What one person keeps of a list: `view` 0 is the list without one.
struct ViewSetting {
    std::string record;
    std::int64_t view = 0;
    std::optional<ViewState> layout;
    std::optional<bool> is_default;
};
Result<NewView> new_view_from(std::string_view body);
Result<ViewChange> view_change_from(std::string_view body);
Result<ViewSetting> view_setting_from(std::string_view body);

class Views {
public:
    Views(Records& records, IdMaker& ids) : records_(records), ids_(ids) {}

    // {"items":[view…],"default":id or null,"layouts":{"":…,"id":…}}. A view that asks for more than this viewer may read is not among
    // them.
    Result<std::string> list(Connection& connection, const Viewer& viewer, std::string_view record) const;
    Result<Written> create(Transaction& transaction, const Viewer& viewer, const NewView& view);
    // A shared view is changed by whoever made it and by roles whose shared_views are "all"; others may see it, so they hear 403.
    Result<Written> change(Transaction& transaction, const Viewer& viewer, std::int64_t id, std::int64_t version, const ViewChange& change);
    Result<Done> remove(Transaction& transaction, const Viewer& viewer, std::int64_t id);
    // Taste, not work: no entry in the audit log.
    Result<Done> set(Transaction& transaction, const Viewer& viewer, const ViewSetting& setting);

private:
    struct View {
        std::int64_t id = 0, account = 0, version = 0;
        std::string owner_name, record, name;
        bool shared = false;
        ViewState state;
    };
    static View view_of(const Rows& rows);
    Result<const RecordType*> type_named(const Viewer& viewer, std::string_view record) const;
    bool may_see(const Viewer& viewer, const View& view) const;
    Result<View> visible(Connection& connection, const Viewer& viewer, std::int64_t id) const;
    Result<View> changeable(Connection& connection, const Viewer& viewer, std::int64_t id) const;
    void append(std::string& out, const Viewer& viewer, const View& view) const;
    void note(Transaction& transaction, const Viewer& viewer, std::string_view action, const View* before, const View* after);

    Records& records_;
    IdMaker& ids_;
};

}  // namespace kernel
