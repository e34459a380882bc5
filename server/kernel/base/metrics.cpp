#include "kernel/base/metrics.h"

namespace kernel {

namespace {

void append_label(std::string& out, std::string_view name, std::string_view value) {
    out += out.ends_with('{') ? "" : ",";
    out += name;
    out += "=\"";
    for (const char letter : value) {
        if (letter == '\n') {
            out += "\\n";
            continue;
        }
        if (letter == '\\' || letter == '"') out += '\\';
        out += letter;
    }
    out += '"';
}

}  // namespace

MetricsText& MetricsText::metric(std::string_view name, std::string_view type, std::string_view help) {
    name_ = name;
    text_ += "# HELP " + name_ + ' ' + std::string(help) + "\n# TYPE " + name_ + ' ' + std::string(type) + '\n';
    return *this;
}

MetricsText& MetricsText::value(std::int64_t number, Labels labels) {
    line({}, labels, {}, std::to_string(number));
    return *this;
}

MetricsText& MetricsText::seconds(std::int64_t microseconds, Labels labels) {
    line({}, labels, {}, scaled(microseconds, 1'000'000));
    return *this;
}

// Decimal places enough for the scale, without those that say nothing.
std::string MetricsText::scaled(std::int64_t number, std::int64_t scale) {
    std::string text = std::to_string(number / scale);
    std::int64_t rest = number % scale;
    if (rest == 0) return text;
    text += '.';
    for (std::int64_t place = scale / 10; place > 0 && rest > 0; rest %= place, place /= 10) text += static_cast<char>('0' + rest / place);
    return text;
}

void MetricsText::line(std::string_view tail, Labels labels, std::string_view bound, std::string_view number) {
    text_ += name_;
    text_ += tail;
    if (labels.size() > 0 || !bound.empty()) {
        text_ += '{';
        for (const auto& [name, value] : labels) append_label(text_, name, value);
        if (!bound.empty()) append_label(text_, "le", bound);
        text_ += '}';
    }
    text_ += ' ';
    text_ += number;
    text_ += '\n';
}

}  // namespace kernel
