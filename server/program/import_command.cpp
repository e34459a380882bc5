// bylaw import: the same steps as the browser's wizard, over the same routes.
#include <unistd.h>

#include <boost/json.hpp>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>

#include "program/client_of_server.h"
#include "program/commands.h"

namespace program {

namespace json = boost::json;
using kernel::http::Client;
using kernel::http::percent_encoded;

namespace {

std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("cannot read " + path);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// Whose import it is: the account named, else the only active administrator.
std::string importer(Client& client, const std::string& named) {
    if (!named.empty()) return named;
    const auto page = expect(client.send("GET", "/api/v1/accounts?filter=" + percent_encoded("role = administrator and active = true")));
    const auto& administrators = page.at("items").as_array();
    if (administrators.empty())
        throw std::runtime_error("there is no account yet: open the link that `bylaw serve` prints, or use `bylaw user add`");
    if (administrators.size() > 1) throw std::runtime_error("there are several administrators: say whose import it is with --as LOGIN");
    return text_of(administrators[0].at("login"));
}

// The suggested mapping with what --map says instead; headers are named as they stand in the file.
json::object mapping_of(const json::value& uploaded, const std::vector<std::string>& wanted) {
    json::object mapping = uploaded.at("mapping").as_object();
    for (const std::string& words : wanted) {
        const auto equals = words.find('=');
        if (equals == std::string::npos) throw std::runtime_error("--map needs TARGET=HEADER, not " + words);
        const std::string path = words.substr(0, equals), header = words.substr(equals + 1);
        bool found = false;
        for (const auto& column : uploaded.at("columns").as_array())
            if (text_of(column.at("header")) == header) mapping[path] = column.at("index"), found = true;
        if (!found) throw std::runtime_error("the file has no column " + header);
    }
    return mapping;
}

// Waits for the end of a check or run, saying how far it is when somebody watches.
json::value wait_for(Client& client, const std::string& path) {
    const bool watched = ::isatty(STDERR_FILENO);
    for (int pause_ms = 2;; pause_ms = std::min(pause_ms * 2, 200)) {
        json::value import = expect(client.send("GET", path));
        const std::string state = text_of(import.at("state"));
        if (state != "checking" && state != "running") {
            if (watched) std::fputs("\r\033[K", stderr);
            return import;
        }
        if (watched) std::fprintf(stderr, "\r%s: %s rows", state.c_str(), text_of(import.at("progress").at("rows")).c_str());
        std::this_thread::sleep_for(std::chrono::milliseconds(pause_ms));
    }
}

void print_problems(Client& client, const std::string& path) {
    const auto page = expect(client.send("GET", path + "/problems"));
    for (const auto& problem : page.at("items").as_array())
        std::printf("row %s, %s, \"%s\": %s: %s\n", text_of(problem.at("row")).c_str(), text_of(problem.at("column")).c_str(),
                    text_of(problem.at("value")).c_str(), text_of(problem.at("severity")).c_str(), text_of(problem.at("reason")).c_str());
    if (!page.at("next").is_null()) std::puts("…");
}

int report(Client& client, const std::string& path, const json::value& import) {
    const std::string state = text_of(import.at("state"));
    if (import.at("result").is_object()) {
        const json::value& result = import.at("result");
        print_problems(client, path);
        std::printf("%s rows: %s valid, %s errors, %s warnings, %s unchanged\n", text_of(result.at("rows")).c_str(),
                    text_of(result.at("valid")).c_str(), text_of(result.at("errors")).c_str(), text_of(result.at("warnings")).c_str(),
                    text_of(result.at("unchanged")).c_str());
        for (const auto& [record, count] : result.at("created").as_object())
            std::printf("  %s %s\n", text_of(count).c_str(), std::string(record).c_str());
    }
    if (import.at("problem").is_object()) std::fprintf(stderr, "%s\n", text_of(import.at("problem").at("detail")).c_str());
    if (state == "done") return 0;
    std::puts(state == "checked" ? "Nothing was written." : ("The import is " + state + "; nothing more was written.").c_str());
    return 1;
}

}  // namespace

int import_file(const Options& options, const ImportOptions& import) {
    return with_server(options, [&](Client& client) {
        client.set_header("X-Bylaw-As", importer(client, import.as));
        const std::string name = import.file.substr(import.file.rfind('/') + 1);
        const auto uploaded =
            expect(client.send("POST", "/api/v1/imports?record=" + percent_encoded(import.record) + "&name=" + percent_encoded(name),
                               read_file(import.file), "application/octet-stream"));
        const std::string path = "/api/v1/imports/" + text_of(uploaded.at("id"));
        if (text_of(uploaded.at("state")) != "uploaded") return report(client, path, uploaded);
        const json::object change{{"mapping", mapping_of(uploaded, import.mapping)},
                                  {"options", json::object{{"conflicts", import.conflicts}}}};
        expect(client.send("PATCH", path, json::serialize(change)));
        if (import.mode == "check") {
            expect(client.send("POST", path + "/check"));
            const auto checked = wait_for(client, path);
            return report(client, path, checked) == 0 || checked.at("result").at("errors").to_number<std::int64_t>() == 0 ? 0 : 1;
        }
        expect(client.send("POST", path + "/run", json::serialize(json::object{{"mode", import.mode}})));
        return report(client, path, wait_for(client, path));
    });
}

}  // namespace program
