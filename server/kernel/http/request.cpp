#include "kernel/http/request.h"

#include <algorithm>
#include <array>

#include "kernel/base/text.h"

namespace kernel::http {

namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

enum class Part : std::uint8_t { path, query };

bool decode(std::string_view encoded, Part part, std::string& out) {
    out.clear();
    out.reserve(encoded.size());
    for (std::size_t at = 0; at < encoded.size(); ++at) {
        char c = encoded[at];
        if (is_control(c) || c == ' ' || c == '#') return false;
        if (c == '+' && part == Part::query) c = ' ';
        if (c == '%') {
            const int high = at + 2 < encoded.size() ? hex_digit(encoded[at + 1]) : -1;
            const int low = at + 2 < encoded.size() ? hex_digit(encoded[at + 2]) : -1;
            if (high < 0 || low < 0) return false;
            c = static_cast<char>(high * 16 + low);
            at += 2;
            if (c == 0) return false;
            // An escaped slash would make a segment of something the sender did not mean as one.
            if (part == Part::path && (c == '/' || is_control(c))) return false;
        }
        out.push_back(c);
    }
    return is_utf8(out);
}

bool is_plain_path(std::string_view path) {
    if (path.empty() || path.front() != '/') return false;
    std::size_t start = 1;
    while (start <= path.size()) {
        const std::size_t end = std::min(path.find('/', start), path.size());
        const std::string_view segment = path.substr(start, end - start);
        if (segment.empty() && end != path.size()) return false;
        if (segment == "." || segment == "..") return false;
        start = end + 1;
    }
    return true;
}

bool parse_query(std::string_view query, std::vector<std::pair<std::string, std::string>>& out) {
    while (!query.empty()) {
        const std::size_t end = std::min(query.find('&'), query.size());
        const std::string_view pair = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        if (pair.empty()) continue;
        const std::size_t equals = std::min(pair.find('='), pair.size());
        auto& [name, value] = out.emplace_back();
        if (!decode(pair.substr(0, equals), Part::query, name)) return false;
        if (equals < pair.size() && !decode(pair.substr(equals + 1), Part::query, value)) return false;
    }
    return true;
}

}  // namespace

Method method_named(std::string_view name) {
    struct Named {
        std::string_view name;
        Method method;
    };
    static constexpr std::array<Named, 7> known{{{"GET", Method::get},
                                                 {"HEAD", Method::head},
                                                 {"POST", Method::post},
                                                 {"PUT", Method::put},
                                                 {"PATCH", Method::patch},
                                                 {"DELETE", Method::del},
                                                 {"OPTIONS", Method::options}}};
    for (const Named& each : known)
        if (each.name == name) return each.method;
    return Method::other;
}

bool parse_target(std::string_view target, Request& request) {
    request.query.clear();
    const std::size_t mark = std::min(target.find('?'), target.size());
    if (!decode(target.substr(0, mark), Part::path, request.path) || !is_plain_path(request.path)) return false;
    return mark == target.size() || parse_query(target.substr(mark + 1), request.query);
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

std::string_view Request::header(std::string_view lower_case_name) const {
    for (const auto& [name, value] : headers)
        if (name == lower_case_name) return value;
    return {};
}

std::string_view Request::cookie(std::string_view wanted) const {
    for (const auto& [header_name, header_value] : headers) {
        if (header_name != "cookie") continue;
        std::string_view rest = header_value;
        while (!rest.empty()) {
            const std::size_t end = std::min(rest.find(';'), rest.size());
            const std::string_view pair = trimmed(rest.substr(0, end));
            rest.remove_prefix(std::min(end + 1, rest.size()));
            const std::size_t equals = pair.find('=');
            if (equals != std::string_view::npos && pair.substr(0, equals) == wanted) return pair.substr(equals + 1);
        }
    }
    return {};
}

const std::string* Request::parameter(std::string_view wanted) const {
    for (const auto& [name, value] : query)
        if (name == wanted) return &value;
    return nullptr;
}

}  // namespace kernel::http
