#include "kernel/exchange/export_cells.h"

namespace kernel {

using table::OutCell;

namespace {

OutCell borrowed(std::string_view text) { return {.of = text.empty() ? OutCell::Of::empty : OutCell::Of::text, .text = text}; }
OutCell number(std::int64_t units, int scale, bool keeps_zeros) {
    return {.of = OutCell::Of::number, .text = {}, .units = units, .scale = scale, .keeps_zeros = keeps_zeros};
}

}  // namespace

OutCell ExportCells::text(std::string made) { return borrowed(made_.emplace_back(std::move(made))); }

std::string_view ExportCells::label(const RecordType& type, const Field& field, std::string_view choice) {
    const auto [found, is_new] = labels_.try_emplace({&field, std::string(choice)});
    if (is_new) found->second = messages_.choice_label(locale_, type.name, field.name, choice);
    return found->second;
}

OutCell ExportCells::of(const RecordType& type, const Field& field, const Cell& cell) {
    if (field.name == "archived_at") return text(messages_.text(locale_, cell.null ? "flag.no" : "flag.yes"));
    if (cell.null) return {};
    switch (field.kind) {
        case Kind::id:
            return text(std::to_string(cell.number));
        case Kind::text:
        case Kind::long_text:
            return borrowed(cell.text);
        case Kind::integer:
            return number(cell.number, 0, false);
        case Kind::decimal:
            return number(cell.number, field.scale, false);
        case Kind::money:
            return number(cell.number, 2, true);
        case Kind::day:
            return {.of = OutCell::Of::day, .text = {}, .units = cell.number};
        case Kind::instant:
            return {.of = OutCell::Of::instant, .text = {}, .units = cell.number + offset_};
        case Kind::flag:
            return text(messages_.text(locale_, cell.number != 0 ? "flag.yes" : "flag.no"));
        case Kind::choice:
            return borrowed(label(type, field, cell.text));
        case Kind::choices: {
            std::string all;
            for (std::size_t i = 0; i < field.choices.size(); ++i)
                if ((cell.number >> i & 1) != 0) all += (all.empty() ? "" : "、") + std::string(label(type, field, field.choices[i].name));
            return text(std::move(all));
        }
        case Kind::link:
            return borrowed(cell.title);
    }
    return {};
}

table::OutColumn ExportCells::column(std::string title, Kind kind) {
    const int width = kind == Kind::long_text                          ? 40
                      : kind == Kind::link || kind == Kind::text       ? 22
                      : kind == Kind::instant || kind == Kind::choices ? 20
                                                                       : 14;
    return {.title = std::move(title), .width = width};
}

}  // namespace kernel
