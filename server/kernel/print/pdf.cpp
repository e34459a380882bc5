#include "kernel/print/pdf.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include <algorithm>
#include <memory>
#include <numeric>
#include <stdexcept>

namespace kernel {

namespace {

// Points: 72 to the inch.
constexpr double short_side = 595.28, long_side = 841.89, margin = 40, padding = 4, least_width = 34, widest_text = 190;
constexpr int title_size = 15, note_size = 8, cell_size = 8;
constexpr double title_gap = 6, note_gap = 3, row_gap = 3, foot_height = 22;

struct Release {
    void operator()(cairo_t* context) const { cairo_destroy(context); }
    void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
    void operator()(PangoLayout* layout) const { g_object_unref(layout); }
    void operator()(PangoFontDescription* font) const { pango_font_description_free(font); }
};
template <class Thing>
using Held = std::unique_ptr<Thing, Release>;

cairo_status_t append_bytes(void* to, const unsigned char* bytes, unsigned int count) {
    static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(bytes), count);
    return CAIRO_STATUS_SUCCESS;
}

struct Style {
    int size = cell_size;
    bool bold = false;
    double grey = 0;
};

class Printer {
public:
    explicit Printer(const PrintedTable& table) : table_(table) {
        const bool lying = table.columns.size() > 6;
        width_ = lying ? long_side : short_side;
        height_ = lying ? short_side : long_side;
        surface_.reset(cairo_pdf_surface_create_for_stream(append_bytes, &out_, width_, height_));
        context_.reset(cairo_create(surface_.get()));
        layout_.reset(pango_cairo_create_layout(context_.get()));
        pango_context_set_language(pango_layout_get_context(layout_.get()), pango_language_from_string(table.language.c_str()));
        cairo_pdf_surface_set_metadata(surface_.get(), CAIRO_PDF_METADATA_TITLE, table.title.c_str());
    }

    std::string print() {
        fit_columns();
        head();
        for (const PrintedRow& row : table_.rows) {
            if (y_ + row_height() > height_ - margin - foot_height) next_page();
            line(row);
        }
        foot();
        cairo_show_page(context_.get());
        context_.reset();
        cairo_surface_finish(surface_.get());
        if (cairo_surface_status(surface_.get()) != CAIRO_STATUS_SUCCESS)
            throw std::runtime_error(cairo_status_to_string(cairo_surface_status(surface_.get())));
        surface_.reset();
        return std::move(out_);
    }

private:
    void set(const std::string& text, const Style& style, double width, bool wraps) {
        const Held<PangoFontDescription> font(pango_font_description_new());
        pango_font_description_set_family(font.get(), "WenQuanYi Micro Hei, sans-serif");
        pango_font_description_set_absolute_size(font.get(), style.size * PANGO_SCALE);
        pango_font_description_set_weight(font.get(), style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
        PangoLayout* layout = layout_.get();
        pango_layout_set_font_description(layout, font.get());
        pango_layout_set_text(layout, text.data(), static_cast<int>(text.size()));
        pango_layout_set_width(layout, width < 0 ? -1 : static_cast<int>(width * PANGO_SCALE));
        pango_layout_set_ellipsize(layout, wraps || width < 0 ? PANGO_ELLIPSIZE_NONE : PANGO_ELLIPSIZE_END);
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
        pango_layout_set_single_paragraph_mode(layout, wraps ? FALSE : TRUE);
        cairo_set_source_rgb(context_.get(), style.grey, style.grey, style.grey);
    }
    std::pair<double, double> extent() const {
        int width = 0, height = 0;
        pango_layout_get_size(layout_.get(), &width, &height);
        return {static_cast<double>(width) / PANGO_SCALE, static_cast<double>(height) / PANGO_SCALE};
    }
    void show(double x, double y, bool at_right = false) {
        pango_layout_set_alignment(layout_.get(), at_right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
        cairo_move_to(context_.get(), x, y);
        pango_cairo_show_layout(context_.get(), layout_.get());
    }
    void rule(double y, double grey) {
        cairo_set_source_rgb(context_.get(), grey, grey, grey);
        cairo_set_line_width(context_.get(), 0.5);
        cairo_move_to(context_.get(), margin, y);
        cairo_line_to(context_.get(), width_ - margin, y);
        cairo_stroke(context_.get());
    }

    // Each as wide as its widest text, within reason; all together as wide as the page at most.
    void fit_columns() {
        widths_.assign(table_.columns.size(), least_width);
        for (std::size_t i = 0; i < widths_.size(); ++i) {
            const auto widen = [&](const std::string& text, bool bold) {
                set(text, {.bold = bold}, -1, false);
                widths_[i] = std::max(widths_[i], extent().first + 2 * padding);
            };
            widen(table_.columns[i].title, true);
            for (const PrintedRow& row : table_.rows)
                if (i < row.cells.size()) widen(row.cells[i], row.is_total);
            if (!table_.columns[i].is_number) widths_[i] = std::min(widths_[i], widest_text);
        }
        const double all = std::accumulate(widths_.begin(), widths_.end(), 0.0), room = width_ - 2 * margin;
        if (all > room)
            for (double& width : widths_) width *= room / all;
    }

    double row_height() {
        set("國", {}, -1, false);
        return extent().second + 2 * row_gap;
    }

    void head() {
        y_ = margin;
        set(table_.title, {.size = title_size, .bold = true}, width_ - 2 * margin, true);
        show(margin, y_);
        y_ += extent().second + title_gap;
        for (const std::string& note : table_.notes) {
            set(note, {.size = note_size, .bold = false, .grey = 0.35}, width_ - 2 * margin, true);
            show(margin, y_);
            y_ += extent().second + note_gap;
        }
        y_ += title_gap;
        head_of_columns();
    }

    void head_of_columns() {
        rule(y_, 0.2);
        PrintedRow titles{.cells = {}, .is_total = true};
        for (const PrintedColumn& column : table_.columns) titles.cells.push_back(column.title);
        line(titles);
        rule(y_, 0.2);
    }

    void line(const PrintedRow& row) {
        double x = margin;
        if (row.is_total) rule(y_, 0.6);
        for (std::size_t i = 0; i < std::min(row.cells.size(), widths_.size()); ++i) {
            set(row.cells[i], {.bold = row.is_total}, widths_[i] - 2 * padding, false);
            show(x + padding, y_ + row_gap, table_.columns[i].is_number);
            x += widths_[i];
        }
        y_ += row_height();
        rule(y_, 0.85);
    }

    void foot() {
        set(table_.footer, {.size = note_size, .bold = false, .grey = 0.35}, width_ - 2 * margin, false);
        show(margin, height_ - margin - note_size);
        set(std::to_string(page_), {.size = note_size, .bold = false, .grey = 0.35}, width_ - 2 * margin, false);
        show(margin, height_ - margin - note_size, true);
    }

    void next_page() {
        foot();
        cairo_show_page(context_.get());
        if (++page_ > limits::pdf_pages) throw std::runtime_error("more pages than a PDF may have");
        y_ = margin;
        head_of_columns();
    }

    const PrintedTable& table_;
    std::string out_;
    double width_ = 0, height_ = 0, y_ = 0;
    std::size_t page_ = 1;
    Held<cairo_surface_t> surface_;
    Held<cairo_t> context_;
    Held<PangoLayout> layout_;
    std::vector<double> widths_;
};

}  // namespace

std::string pdf_of(const PrintedTable& table) { return Printer(table).print(); }

}  // namespace kernel
