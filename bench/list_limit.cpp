#include "list_limit.h"

#include <sys/socket.h>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <charconv>
#include <cstdio>
#include <memory>
#include <thread>
#include <vector>

#include "kernel/base/json.h"
#include "kernel/base/number.h"
#include "kernel/base/time.h"
#include "raw.h"

namespace bench {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<tcp, Executor>;
using ErrorCode = boost::system::error_code;

constexpr int rows_of_a_page = 50;

const std::string columns =
    R"(SELECT t."id", t."number", t."customer", c."name", t."ordered_on", t."state", t."owner", o."name", t."shipping", t."revenue", t."cost", )"
    R"(t."profit", t."quantity", t."note", t."tracking", t."payment_due_on", t."due_on", t."on_time_in_full", t."missed", t."judged_lines", t."met_lines", )"
    R"(t."delivered", t."returned", t."received", t."owed", t."owed_since", t."open_problems", t."problem_loss", t."version", t."created_at", t."created_by", m."name", t."updated_at", t."archived_at" )"
    R"(FROM "orders" t LEFT JOIN "customers" c ON c."id" = t."customer" LEFT JOIN "accounts" o ON o."id" = t."owner" )"
    R"(LEFT JOIN "accounts" m ON m."id" = t."created_by" WHERE t."owner" = $1 AND t."archived_at" IS NULL)";
const std::string order = R"( ORDER BY t."ordered_on" DESC, t."id" DESC LIMIT 51)";
const std::string filter = R"( AND (t."state" = 'confirmed' AND (t."ordered_on" >= $2 AND t."ordered_on" <= $3)))";

class Page {
public:
    explicit Page(const std::string& data_directory)
        : database_(data_directory, RawDatabase::Use::read),
          all_(database_.prepare(columns + order)),
          some_(database_.prepare(columns + filter + order)) {}

    std::string of(std::string_view target) {
        const std::int64_t owner = parameter(target, "owner="), from = parameter(target, "from="), to = parameter(target, "to=");
        RawStatement& rows = from ? some_ : all_;
        rows.bind(owner);
        if (from) rows.bind(from).bind(to);
        std::string out = "{\"items\":[";
        out.reserve(32 << 10U);
        for (int count = 0; rows.step(); ++count) {
            if (count == rows_of_a_page) {
                rows.reset();
                break;
            }
            if (count) out += ',';
            append_order(out, rows);
        }
        return out += "],\"next\":null}";
    }

private:
    static std::int64_t parameter(std::string_view target, std::string_view name) {
        const auto at = target.find(name);
        std::int64_t value = 0;
        if (at != std::string_view::npos) std::from_chars(target.data() + at + name.size(), target.data() + target.size(), value);
        return value;
    }
    static void append_number(std::string& out, std::int64_t number) {
        char digits[24];
        out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
    }
    static void append_text(std::string& out, const RawStatement& rows, int column) {
        if (rows.is_null(column))
            out += "null";
        else
            kernel::append_json_string(out, rows.text(column));
    }
    static void append_link(std::string& out, const RawStatement& rows, int column) {
        if (rows.is_null(column)) return void(out += "null");
        out += "{\"id\":\"";
        append_number(out, rows.integer(column));
        out += "\",\"title\":";
        kernel::append_json_string(out, rows.text(column + 1));
        out += '}';
    }
    static void append_money(std::string& out, std::int64_t fen) {
        out += '"';
        kernel::append_decimal(out, fen, 2, kernel::Zeros::keep);
        out += '"';
    }
    static void append_instant(std::string& out, std::int64_t microseconds) {
        out += '"';
        kernel::append_instant(out, kernel::Instant{microseconds});
        out += '"';
    }
    static void append_order(std::string& out, const RawStatement& rows) {
        out += "{\"id\":\"";
        append_number(out, rows.integer(0));
        out += "\",\"number\":";
        append_text(out, rows, 1);
        out += ",\"customer\":";
        append_link(out, rows, 2);
        out += ",\"ordered_on\":\"";
        kernel::append_day(out, kernel::Day{static_cast<std::int32_t>(rows.integer(4))});
        out += "\",\"state\":";
        append_text(out, rows, 5);
        out += ",\"owner\":";
        append_link(out, rows, 6);
        out += ",\"shipping\":";
        append_text(out, rows, 8);
        out += ",\"revenue\":";
        append_money(out, rows.integer(9));
        out += ",\"cost\":";
        append_money(out, rows.integer(10));
        out += ",\"profit\":";
        append_money(out, rows.integer(11));
        out += ",\"quantity\":\"";
        kernel::append_decimal(out, rows.integer(12), 3, kernel::Zeros::trim);
        out += "\",\"note\":";
        append_text(out, rows, 13);
        append_progress(out, rows);
        out += ",\"version\":";
        append_number(out, rows.integer(28));
        out += ",\"created_at\":";
        append_instant(out, rows.integer(29));
        out += ",\"created_by\":";
        append_link(out, rows, 30);
        out += ",\"updated_at\":";
        append_instant(out, rows.integer(32));
        out += rows.is_null(33) ? ",\"archived\":false}" : ",\"archived\":true}";
    }
    static void append_progress(std::string& out, const RawStatement& rows) {
        const auto append_or_null = [&](std::string_view name, int column, auto append) {
            out += ",\"";
            out += name;
            out += "\":";
            if (rows.is_null(column)) return void(out += "null");
            append(rows.integer(column));
        };
        const auto day = [&out](std::int64_t value) {
            out += '"';
            kernel::append_day(out, kernel::Day{static_cast<std::int32_t>(value)});
            out += '"';
        };
        const auto number = [&out](std::int64_t value) { append_number(out, value); };
        const auto money = [&out](std::int64_t value) { append_money(out, value); };
        out += ",\"tracking\":";
        append_text(out, rows, 14);
        append_or_null("payment_due_on", 15, day);
        append_or_null("due_on", 16, day);
        out += ",\"on_time_in_full\":";
        append_text(out, rows, 17);
        append_or_null("missed", 18, [&out](std::int64_t value) { append_missed(out, value); });
        append_or_null("judged_lines", 19, number);
        append_or_null("met_lines", 20, number);
        append_or_null("delivered", 21, [&out](std::int64_t value) {
            out += '"';
            kernel::append_decimal(out, value, 3, kernel::Zeros::trim);
            out += '"';
        });
        append_or_null("returned", 22, money);
        append_or_null("received", 23, money);
        append_or_null("owed", 24, money);
        append_or_null("owed_since", 25, day);
        append_or_null("open_problems", 26, number);
        append_or_null("problem_loss", 27, money);
    }
    static void append_missed(std::string& out, std::int64_t bits) {
        static constexpr std::string_view names[] = {"time", "quantity", "quality"};
        out += '[';
        bool comma = false;
        for (std::size_t n = 0; n < std::size(names); ++n) {
            if ((bits >> n & 1) == 0) continue;
            out += comma ? ",\"" : "\"";
            out += names[n];
            out += '"';
            comma = true;
        }
        out += ']';
    }

    RawDatabase database_;
    RawStatement all_, some_;
};

class Session : public std::enable_shared_from_this<Session> {
public:
    Session(Socket socket, Page& page) : socket_(std::move(socket)), page_(page) {}
    void read() {
        request_ = {};
        http::async_read(socket_, buffer_, request_, [self = shared_from_this()](ErrorCode error, std::size_t) {
            if (!error) self->answer();
        });
    }

private:
    void answer() {
        response_ = {http::status::ok, request_.version()};
        response_.set(http::field::content_type, "application/json");
        response_.keep_alive(request_.keep_alive());
        response_.body() = page_.of({request_.target().data(), request_.target().size()});
        response_.prepare_payload();
        http::async_write(socket_, response_, [self = shared_from_this()](ErrorCode error, std::size_t) {
            if (!error) self->read();
        });
    }

    Socket socket_;
    Page& page_;
    boost::beast::flat_buffer buffer_;
    http::request<http::empty_body> request_;
    http::response<http::string_body> response_;
};

class Worker {
public:
    Worker(const std::string& data_directory, std::uint16_t port) : page_(data_directory) {
        const tcp::endpoint endpoint(asio::ip::address_v4::loopback(), port);
        acceptor_.open(endpoint.protocol());
        const int on = 1;
        ::setsockopt(acceptor_.native_handle(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
        acceptor_.bind(endpoint);
        acceptor_.listen(1024);
        accept();
    }
    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    void run() { context_.run(); }

private:
    void accept() {
        acceptor_.async_accept([this](ErrorCode error, Socket socket) {
            if (!error) {
                socket.set_option(tcp::no_delay(true));
                std::make_shared<Session>(std::move(socket), page_)->read();
            }
            accept();
        });
    }

    asio::io_context context_{1};
    Acceptor acceptor_{context_};
    Page page_;
};

}  // namespace

int serve_list_limit(const std::string& data_directory, int threads) {
    std::vector<std::unique_ptr<Worker>> workers;
    for (int n = 0; n < threads; ++n)
        workers.push_back(std::make_unique<Worker>(data_directory, workers.empty() ? std::uint16_t{0} : workers[0]->port()));
    std::printf("the limit listens on http://127.0.0.1:%d\n", workers[0]->port());
    std::fflush(stdout);
    std::vector<std::thread> running;
    for (const auto& worker : workers) running.emplace_back([&worker] { worker->run(); });
    for (std::thread& thread : running) thread.join();
    return 0;
}

}  // namespace bench
