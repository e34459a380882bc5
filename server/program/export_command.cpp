#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "program/client_of_server.h"
#include "program/commands.h"

namespace program {

namespace json = boost::json;
using kernel::http::Client;

namespace {

json::object request_of(const ExportOptions& options) {
    json::object request{{"record", options.record},
                         {"format", options.file.ends_with(".csv") ? "csv" : "xlsx"},
                         {"shape", options.book ? "book" : "list"},
                         {"archived", options.archived}};
    const auto text = [&](const char* name, const std::string& value) {
        if (!value.empty()) request[name] = value;
    };
    text("filter", options.filter);
    text("sort", options.sort);
    text("q", options.search);
    if (!options.columns.empty()) request["columns"] = json::value_from(options.columns);
    return request;
}

json::value wait_for(Client& client, const std::string& path) {
    const bool watched = ::isatty(STDERR_FILENO);
    for (int pause_ms = 2;; pause_ms = std::min(pause_ms * 2, 200)) {
        json::value job = expect(client.send("GET", path));
        const std::string state = text_of(job.at("state"));
        if (state != "waiting" && state != "running") {
            if (watched) std::fputs("\r\033[K", stderr);
            return job;
        }
        if (watched)
            std::fprintf(stderr, "\r%s of %s rows", text_of(job.at("progress").at("done")).c_str(),
                         text_of(job.at("progress").at("total")).c_str());
        std::this_thread::sleep_for(std::chrono::milliseconds(pause_ms));
    }
}

// Whole or not at all: a name of its own until every byte is there. Its owner's alone, as it may hold what is confidential.
void write_file(const std::string& path, const std::string& bytes) {
    const std::string part = path + ".part";
    ::unlink(part.c_str());
    const mode_t before = ::umask(0077);
    std::ofstream file(part, std::ios::binary);
    ::umask(before);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file.close();
    if (!file || std::rename(part.c_str(), path.c_str()) != 0) throw std::runtime_error("cannot write " + path);
}

}  // namespace

int export_file(const Options& options, const ExportOptions& wanted) {
    return with_server(options, [&](Client& client) {
        if (!wanted.as.empty()) client.set_header("X-Bylaw-As", wanted.as);
        client.set_header("Accept-Language", wanted.language);
        const auto asked = expect(client.send("POST", "/api/v1/exports", json::serialize(request_of(wanted))));
        const std::string path = "/api/v1/jobs/" + text_of(asked.at("id"));
        const auto job = wait_for(client, path);
        if (text_of(job.at("state")) != "done") {
            const json::value& problem = job.at("problem");
            std::fprintf(stderr, "The export is %s. %s\n", text_of(job.at("state")).c_str(),
                         problem.is_object() ? text_of(problem.at("detail")).c_str() : "");
            return 1;
        }
        const auto file = client.send("GET", path + "/file");
        if (file.status != 200) expect(file);
        write_file(wanted.file, file.body);
        std::printf("%s rows in %s\n", text_of(job.at("result").at("rows")).c_str(), wanted.file.c_str());
        return 0;
    });
}

}  // namespace program
