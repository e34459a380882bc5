#include "kernel/api/file_routes.h"

#include <algorithm>

#include "kernel/api/byte_range.h"
#include "kernel/api/upload.h"
#include "kernel/base/id.h"
#include "kernel/files/limits.h"

namespace kernel {

namespace {

using http::Method;

Problem not_found() { return {.code = Code::not_found, .key = "problem.not_found"}; }

struct Place {
    const RecordType* type = nullptr;
    std::int64_t id = 0;
};

Result<Place> place_of(const App& app, const Viewer& viewer, std::string_view record, std::string_view id) {
    const RecordType* type = app.house.find(record);
    const auto number = parse_id(id);
    if (!type || !number || !may(viewer, *type, Action::read)) return not_found();
    return Place{type, *number};
}

Problem too_large() {
    return {.code = Code::too_large, .key = "problem.file.too_large", .arguments = {{"max", std::to_string(limits::file_megabytes)}}};
}

class FileUpload final : public ChunkedUpload {
public:
    FileUpload(const FileRoutes& routes, const CallPtr& call, Place place)
        : ChunkedUpload(routes.app, call, {.bytes = limits::file_bytes, .piece = limits::file_chunk_bytes, .too_large = too_large()}),
          files_(routes.files),
          place_(place) {}

private:
    Result<std::int64_t> begin(Transaction& transaction, std::string_view first_piece) override {
        return files_.begin(transaction, call()->viewer, *place_.type, place_.id, parameter(*call(), "name"), first_piece);
    }
    void append(Transaction& transaction, std::int64_t id, std::int64_t seq, std::string_view bytes) override {
        Files::append(transaction, id, seq, bytes);
    }
    void finish(Connection& connection, std::int64_t id, std::int64_t size) override {
        const std::string sha256 = Files::sha256(connection, id);
        kernel::write(app(), call(), [call = call(), &files = files_, id, size, sha256](Transaction& transaction) -> Result<Answer> {
            TRY_ASSIGN(std::string json, files.complete(transaction, call->viewer, id, size, sha256));
            return Answer{.status = 201, .json = std::move(json)};
        });
    }
    void abandon(std::int64_t id) override {
        static_cast<void>(app().store.write(
            {[id](Transaction& transaction) { return Files::forget(transaction, id), true; }, [](Outcome, const std::exception_ptr&) {}}));
    }

    Files& files_;
    const Place place_;
};

// RFC 6266: the name in the form that carries any character; quotes and controls are in no name.
std::string disposition(std::string_view how, std::string_view name) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string text = std::string(how) + "; filename*=UTF-8''";
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
        if (plain)
            text += c;
        else
            (text += '%') += {digits[byte >> 4U], digits[byte & 15U]};
    }
    return text;
}

// Whatever is in it stays a file: it is saved, or looked at where it can do nothing. A PDF is shown by the browser's own viewer, which a
// sandbox would keep out; it has one of its own.
http::Response file_response(const AttachedFile& file, bool shown) {
    const Preview preview = file.kind ? file.kind->preview : Preview::none;
    shown = shown && preview != Preview::none;
    std::string type(file.kind ? file.kind->media_type : "application/octet-stream");
    if (shown && preview == Preview::text) type = "text/plain; charset=utf-8";
    http::Response response{.status = 200, .content_type = std::move(type), .headers = {}, .body = {}, .keep = {}, .body_view = {}};
    response.headers.emplace_back("Content-Disposition", disposition(shown ? "inline" : "attachment", file.name));
    response.headers.emplace_back("Content-Security-Policy", shown && preview == Preview::pdf
                                                                 ? "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; "
                                                                   "frame-ancestors 'self'"
                                                                 : "default-src 'none'; sandbox; frame-ancestors 'self'");
    response.headers.emplace_back("Cache-Control", "private, no-store");
    response.headers.emplace_back("Accept-Ranges", "bytes");
    response.headers.emplace_back("ETag", '"' + file.sha256.substr(0, 32) + '"');
    return response;
}

// One of limits::downloads, for as long as it is held.
std::shared_ptr<const void> turn(const std::shared_ptr<std::atomic<int>>& downloads) {
    std::shared_ptr<const void> held(downloads.get(), [downloads](const void*) { --*downloads; });
    return ++*downloads <= limits::downloads ? held : nullptr;
}

// Reads each piece when the one before has been taken, so that no more than one is held.
class FileSource final : public http::Source {
public:
    FileSource(Store& store, std::int64_t file, ByteRange range, std::shared_ptr<const void> held)
        : store_(store), file_(file), range_(range), held_(std::move(held)) {}

    void next(std::function<void(std::string)> take) override {
        const std::uint64_t seq = range_.first / limits::file_chunk_bytes, from = range_.first % limits::file_chunk_bytes;
        const std::uint64_t left = range_.last - range_.first + 1;
        range_.first = std::min(range_.last + 1, (seq + 1) * limits::file_chunk_bytes);
        store_.read([take = std::move(take), file = file_, seq, from, left](Connection& connection) {
            std::string piece;
            try {
                piece = Files::piece(connection, file, static_cast<std::int64_t>(seq));
            } catch (...) { problem_from(std::current_exception(), file); }  // to the log
            take(from < piece.size() ? piece.substr(from, left) : std::string());
        });
    }

private:
    Store& store_;
    const std::int64_t file_;
    ByteRange range_;  // what is left
    const std::shared_ptr<const void> held_;
};

void download(const FileRoutes& routes, const CallPtr& call) {
    const auto file = routes.files.find(*call->connection, call->viewer, parse_id(call->parameters[0]).value_or(0));
    if (!file) return call->refuse(file.problem());
    auto held = turn(routes.downloads);
    if (!held) return call->refuse({.code = Code::unavailable, .key = "problem.busy"});
    const std::string* shown = call->request.parameter("inline");
    http::Response response = file_response(*file, shown && *shown == "true");
    const auto size = static_cast<std::uint64_t>(file->size);
    const std::string_view condition = call->request.header("if-range");
    const bool in_part = condition.empty() || condition == response.headers.back().second;
    const auto range = in_part ? byte_range(call->request.header("range"), size) : std::nullopt;
    const ByteRange sent = range.value_or(ByteRange{0, size - 1});
    if (range) {
        response.status = 206;
        response.headers.emplace_back("Content-Range",
                                      "bytes " + std::to_string(sent.first) + '-' + std::to_string(sent.last) + '/' + std::to_string(size));
    }
    response.source = std::make_shared<FileSource>(routes.app.store, file->id, sent, std::move(held));
    response.source_bytes = sent.last - sent.first + 1;
    call->respond(std::move(response));
}

void list(const FileRoutes& routes, const CallPtr& call) {
    const auto place = place_of(routes.app, call->viewer, call->parameters[0], call->parameters[1]);
    if (!place) return call->refuse(place.problem());
    auto json = routes.files.list(*call->connection, call->viewer, *place->type, place->id);
    if (!json) return call->refuse(json.problem());
    call->answer(200, std::move(*json));
}

void remove(const FileRoutes& routes, const CallPtr& call) {
    write(routes.app, call, [call, &files = routes.files](Transaction& transaction) -> Result<Answer> {
        TRY(files.remove(transaction, call->viewer, parse_id(call->parameters[0]).value_or(0)));
        return Answer{.status = 204};
    });
}

void restore(const FileRoutes& routes, const CallPtr& call) {
    write(routes.app, call, [call, &files = routes.files](Transaction& transaction) -> Result<Answer> {
        TRY_ASSIGN(std::string json, files.restore(transaction, call->viewer, parse_id(call->parameters[0]).value_or(0)));
        return Answer{.status = 200, .json = std::move(json)};
    });
}

constexpr std::string_view root = "/api/v1/", tail = "/files";

}  // namespace

bool is_file_upload(const http::Request& head) {
    return head.method == Method::post && head.path.starts_with(root) && head.path.ends_with(tail) &&
           std::ranges::count(head.path, '/') == 5;
}

std::shared_ptr<http::Upload> open_file_upload(const FileRoutes& routes, const CallPtr& call, Connection& connection) {
    std::string_view path = call->request.path;
    path = path.substr(root.size(), path.size() - root.size() - tail.size());
    const auto slash = path.find('/');
    const auto place = place_of(routes.app, call->viewer, path.substr(0, slash), path.substr(slash + 1));
    if (!place) return call->refuse(place.problem()), nullptr;
    const auto allowed = routes.files.may_add(connection, call->viewer, *place->type, place->id, parameter(*call, "name"));
    if (!allowed) return call->refuse(allowed.problem()), nullptr;
    const auto announced = parse_id(call->request.header("content-length"));
    if (announced && *announced > static_cast<std::int64_t>(limits::file_bytes)) return call->refuse(too_large()), nullptr;
    return std::make_shared<FileUpload>(routes, call, *place);
}

void add_file_routes(Router& router, const FileRoutes& routes) {
    const std::string of_record = "/api/v1/{record}/{id}/files", one = "/api/v1/files/{file}";
    router.add(Method::get, of_record, Need::viewer, [routes](const CallPtr& call) { list(routes, call); });
    // With a body the door takes it; without one there is no file.
    router.add(Method::post, of_record, Need::viewer,
               [](const CallPtr& call) { call->refuse({.code = Code::invalid, .key = "problem.file.empty"}); });
    router.add(Method::get, one, Need::viewer, [routes](const CallPtr& call) { download(routes, call); });
    router.add(Method::del, one, Need::viewer, [routes](const CallPtr& call) { remove(routes, call); });
    router.add(Method::post, one + "/restore", Need::viewer, [routes](const CallPtr& call) { restore(routes, call); });
}

}  // namespace kernel
