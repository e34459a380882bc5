#include "kernel/table/workbook.h"

#include <algorithm>
#include <charconv>
#include <unordered_map>

#include "kernel/table/reading.h"
#include "kernel/table/xml_stream.h"

namespace kernel::table {

namespace {

constexpr std::size_t most_entries = 100'000;  // of relationships, sheets and styles: spreadsheets stop at 64 thousand

struct Relationship {
    std::string id;
    std::string type;  // what follows the last slash: "worksheet"
    std::string target;
};

class RelationshipsHandler final : public XmlHandler {
public:
    void start(std::string_view element, const Attributes& attributes) override {
        if (element != "Relationship" || attributes["TargetMode"] == "External" || found.size() == most_entries) return;
        const std::string_view type = attributes["Type"];
        const std::size_t slash = type.rfind('/');
        found.push_back({std::string(attributes["Id"]), std::string(type.substr(slash == std::string_view::npos ? 0 : slash + 1)),
                         std::string(attributes["Target"])});
    }
    void end(std::string_view) override {}
    void text(std::string_view) override {}

    std::vector<Relationship> found;
};

struct Sheet {
    std::string name;
    std::string relationship;
};

class WorkbookHandler final : public XmlHandler {
public:
    void start(std::string_view element, const Attributes& attributes) override {
        if (element == "workbookPr") {
            const std::string_view flag = attributes["date1904"];
            counted_from_1904 = flag == "1" || flag == "true";
        }
        const std::string_view state = attributes["state"];
        const bool visible = state != "hidden" && state != "veryHidden";
        if (element == "sheet" && visible && sheets.size() < most_entries) {
            sheets.push_back({std::string(attributes["name"]), std::string(attributes["id"])});
        }
    }
    void end(std::string_view) override {}
    void text(std::string_view) override {}

    std::vector<Sheet> sheets;  // the visible ones
    bool counted_from_1904 = false;
};

int number_or(std::string_view text, int otherwise) {
    int number = otherwise;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

class StylesHandler final : public XmlHandler {
public:
    void start(std::string_view element, const Attributes& attributes) override {
        if (element == "cellXfs") in_cell_formats_ = true;
        if (element == "numFmt" && own_.size() < most_entries) {
            own_[number_or(attributes["numFmtId"], -1)] = shown_by_format_code(attributes["formatCode"]);
        }
        if (element != "xf" || !in_cell_formats_ || shown.size() == most_entries) return;
        const int id = number_or(attributes["numFmtId"], 0);
        const auto own = own_.find(id);
        shown.push_back(own == own_.end() ? shown_by_builtin_format(id) : own->second);
    }
    void end(std::string_view element) override {
        if (element == "cellXfs") in_cell_formats_ = false;
    }
    void text(std::string_view) override {}

    std::vector<Shown> shown;

private:
    std::unordered_map<int, Shown> own_;
    bool in_cell_formats_ = false;
};

std::string folder_of(const std::string& part) { return part.substr(0, part.rfind('/') + 1); }

std::string relationships_of(const std::string& part) {
    const std::string folder = folder_of(part);
    return folder + "_rels/" + part.substr(folder.size()) + ".rels";
}

// "../a/b.xml" from "xl/" is "a/b.xml"; a leading slash starts at the root of the archive.
std::string resolved(const std::string& folder, std::string_view target) {
    std::string path = target.starts_with('/') ? std::string() : folder;
    while (!target.empty()) {
        const std::size_t slash = std::min(target.find('/'), target.size());
        const std::string_view step = target.substr(0, slash);
        const bool last = slash == target.size();
        target.remove_prefix(last ? slash : slash + 1);
        if (step == "..") {
            path.resize(path.empty() ? 0 : path.size() - 1);
            path.resize(folder_of(path).size());
        } else if (!step.empty() && step != ".") {
            path += step;
            if (!last) path += '/';
        }
    }
    return path;
}

Result<std::vector<Relationship>> relationships(Archive& archive, const std::string& of) {
    RelationshipsHandler handler;
    TRY_ASSIGN(std::unique_ptr<Part> part, archive.part(relationships_of(of)));
    if (part) TRY(parse_part(std::move(part), handler));
    for (Relationship& found : handler.found) found.target = resolved(folder_of(of), found.target);
    return std::move(handler.found);
}

std::string target_by_type(const std::vector<Relationship>& among, std::string_view type) {
    const auto found = std::find_if(among.begin(), among.end(), [&](const Relationship& one) { return one.type == type; });
    return found == among.end() ? std::string() : found->target;
}

}  // namespace

Result<Workbook> read_workbook(Archive& archive) {
    TRY_ASSIGN(const std::vector<Relationship> roots, relationships(archive, ""));
    std::string main = target_by_type(roots, "officeDocument");
    if (main.empty()) main = "xl/workbook.xml";
    TRY_ASSIGN(std::unique_ptr<Part> part, archive.part(main));
    if (!part) return damaged(main);
    WorkbookHandler handler;
    TRY(parse_part(std::move(part), handler));
    TRY_ASSIGN(const std::vector<Relationship> links, relationships(archive, main));
    Workbook workbook;
    workbook.counted_from_1904 = handler.counted_from_1904;
    workbook.strings_part = target_by_type(links, "sharedStrings");
    workbook.styles_part = target_by_type(links, "styles");
    for (const Sheet& sheet : handler.sheets) {
        // A sheet may be a chart or a dialogue: those have no cells.
        const auto link = std::find_if(links.begin(), links.end(), [&](const Relationship& one) { return one.id == sheet.relationship; });
        if (link == links.end() || link->type != "worksheet") continue;
        workbook.sheet_name = sheet.name;
        workbook.sheet_part = link->target;
        return workbook;
    }
    return refusal("no_sheet");
}

Result<std::vector<Shown>> read_styles(Archive& archive, const std::string& part) {
    StylesHandler handler;
    TRY_ASSIGN(std::unique_ptr<Part> styles, archive.part(part));
    if (styles) TRY(parse_part(std::move(styles), handler));
    return std::move(handler.shown);
}

class SharedStringsHandler final : public XmlHandler {
public:
    explicit SharedStringsHandler(SharedStrings& strings) : strings_(strings) {}
    void start(std::string_view element, const Attributes&) override {
        if (element == "si") begin_ = strings_.text_.size();
        phonetic_ = phonetic_ || element == "rPh";
        in_text_ = element == "t" && !phonetic_;
    }
    void end(std::string_view element) override {
        in_text_ = false;
        if (element == "rPh") phonetic_ = false;
        if (element != "si") return;
        resolve_escapes(strings_.text_, begin_);
        strings_.ends_.push_back(static_cast<std::uint32_t>(strings_.text_.size()));
        hold_to_limit(0);
    }
    void text(std::string_view characters) override {
        if (!in_text_ || !hold_to_limit(characters.size())) return;
        strings_.text_ += characters;
    }

private:
    bool hold_to_limit(std::size_t more) {
        const bool fits = strings_.text_.size() + more + strings_.ends_.size() * sizeof(std::uint32_t) <= limits::shared_string_bytes;
        if (!fits) refuse(refusal("bomb"));
        return fits;
    }

    SharedStrings& strings_;
    std::size_t begin_ = 0;
    bool in_text_ = false;
    bool phonetic_ = false;  // how a word is read aloud, which is no part of it
};

Result<SharedStrings> SharedStrings::read(Archive& archive, const std::string& part) {
    SharedStrings strings;
    TRY_ASSIGN(std::unique_ptr<Part> stored, archive.part(part));
    if (!stored) return strings;
    SharedStringsHandler handler(strings);
    TRY(parse_part(std::move(stored), handler));
    return strings;
}

std::string_view SharedStrings::operator[](std::size_t index) const {
    const std::size_t begin = index == 0 ? 0 : ends_[index - 1];
    return std::string_view(text_).substr(begin, ends_[index] - begin);
}

}  // namespace kernel::table
