#include "program/commands.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <atomic>
#include <boost/json.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iostream>
#include <stdexcept>
#include <thread>

#include "demo/demo.h"
#include "kernel/base/log.h"
#include "program/client_of_server.h"
#include "program/service_manager.h"
#include "program/version.h"

namespace program {

namespace json = boost::json;
using kernel::http::Client;

namespace {

// Where the server of this data directory listens and the token that lets commands in; readable by its user only.
void write_address(const Options& options, const Instance& instance) {
    const std::string path = address_file(options),
                      text = options.host + ' ' + std::to_string(instance.port()) + ' ' + instance.operator_token() + '\n';
    ::unlink(path.c_str());
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0 || ::write(file, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
        throw std::runtime_error("cannot write " + path);
    ::close(file);
}

std::string read_password() {
    const bool terminal = ::isatty(STDIN_FILENO);
    termios before{};
    if (terminal) {
        std::fputs("Password: ", stderr);
        ::tcgetattr(STDIN_FILENO, &before);
        termios silent = before;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        ::tcsetattr(STDIN_FILENO, TCSANOW, &silent);
    }
    std::string password;
    std::getline(std::cin, password);
    if (terminal) {
        ::tcsetattr(STDIN_FILENO, TCSANOW, &before);
        std::fputs("\n", stderr);
    }
    return password;
}

std::string account_id(Client& client, const std::string& login) {
    const auto page = expect(client.send("GET", "/api/v1/accounts?filter=" + kernel::http::percent_encoded("login = \"" + login + "\"")));
    const auto& items = page.at("items").as_array();
    if (items.empty()) throw std::runtime_error("no account has the login " + login + "; `bylaw user list` shows them");
    return text_of(items[0].at("id"));
}

}  // namespace

namespace {

sigset_t ending_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    for (int signal : {SIGINT, SIGTERM}) sigaddset(&signals, signal);
    return signals;
}

// The first signal: nobody is to send more, then what is in hand is done. The second: at once.
void wait_for_the_end(Instance& instance, const Options& options, const std::atomic<bool>& over) {
    const sigset_t signals = ending_signals();
    int signal = 0;
    sigwait(&signals, &signal);
    if (over) return;
    kernel::LogLine(kernel::LogLevel::info, "stopping").with("drain_s", options.drain_seconds);
    tell_service_manager("STOPPING=1");
    instance.stop_being_ready();
    const timespec drain{options.drain_seconds, 0};
    if (options.drain_seconds > 0 && sigtimedwait(&signals, nullptr, &drain) > 0 && !over) instance.stop();
    instance.stop();
    sigwait(&signals, &signal);
    if (!over) instance.stop();
}

}  // namespace

int serve(const Options& options) {
    const sigset_t signals = ending_signals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // inherited by every thread: one waits for them below
    std::signal(SIGPIPE, SIG_IGN);

    Instance instance(options);
    write_address(options, instance);
    const std::string address = "http://" + options.host + ':' + std::to_string(instance.port());
    std::printf("Bylaw listens on %s\n", address.c_str());
    if (const std::string link = instance.setup_link(); !link.empty())
        std::printf("Make the first administrator here (once, within a week): %s%s\n", address.c_str(), link.c_str());
    if (instance.metrics_port() != 0)
        std::printf("Metrics on http://%s:%u/metrics\n", options.metrics_host.c_str(), unsigned{instance.metrics_port()});
    std::fflush(stdout);
    kernel::LogLine(kernel::LogLevel::info, "started").with("version", version()).with("port", std::int64_t{instance.port()});

    std::atomic<bool> over = false;
    std::thread waiter([&] { wait_for_the_end(instance, options, over); });
    tell_service_manager("READY=1");
    instance.run();
    over = true;
    ::kill(::getpid(), SIGTERM);  // lets the waiter go
    waiter.join();
    kernel::LogLine(kernel::LogLevel::info, "stopped").with("version", version());
    ::unlink(address_file(options).c_str());
    return 0;
}

int make_demo(const Options& options, OnAccounts on_accounts) {
    constexpr std::int64_t day_us = 86'400'000'000;
    const kernel::SystemClock now;
    kernel::FixedClock clock(kernel::Instant{now.now().microseconds - (demo::months + 2) * 31 * day_us});
    Options place = options;
    place.port = 0;
    place.clock = &clock;
    const Instance instance(place);
    if (on_accounts == OnAccounts::keep && !demo::is_empty(instance.app())) return 0;
    std::puts("Making the demo's branch:");
    demo::furnish(instance.app(), clock, now.today(), [](int percent) {
        std::printf("\r%3d %%", percent);
        std::fflush(stdout);
    });
    std::printf("\rDone: %d months of orders in %s.\n", demo::months, options.data.c_str());
    return 0;
}

int migrate(const Options& options) {
    if (is_locked(options)) {
        std::puts("The server that is running brought the database up to date when it started.");
        return 0;
    }
    Options place = options;
    place.port = 0;
    const Instance instance(place);
    std::printf("%d migrations run; the database is up to date.\n", instance.migrations_run());
    return 0;
}

int verify(const Options& options) {
    return with_server(options, [](Client& client) {
        const auto report = expect(client.send("POST", "/api/v1/operator/verify"));
        const auto& findings = report.at("findings").as_array();
        for (const auto& finding : findings) std::printf("%s\n", text_of(finding).c_str());
        std::printf("%s audit entries, %zu findings.\n", text_of(report.at("entries")).c_str(), findings.size());
        return findings.empty() ? 0 : 1;
    });
}

int print_openapi(const Options& options) {
    return with_server(options, [](Client& client) {
        std::printf("%s\n", json::serialize(expect(client.send("GET", "/api/v1/openapi.json"))).c_str());
        return 0;
    });
}

int list_users(const Options& options) {
    return with_server(options, [](Client& client) {
        const auto page = expect(client.send("GET", "/api/v1/accounts?limit=200"));
        for (const auto& account : page.at("items").as_array())
            std::printf("%-24s %-14s %-8s %s\n", text_of(account.at("login")).c_str(), text_of(account.at("role")).c_str(),
                        account.at("active").as_bool() ? "active" : "inactive", text_of(account.at("name")).c_str());
        return 0;
    });
}

int add_user(const Options& options, const std::string& login, const std::string& name, const std::string& role) {
    const std::string password = read_password();
    return with_server(options, [&](Client& client) {
        const json::object account{{"login", login}, {"name", name}, {"role", role}};
        const auto made = expect(client.send("POST", "/api/v1/accounts", json::serialize(account)));
        expect(client.send("POST", "/api/v1/accounts/" + text_of(made.at("id")) + "/password",
                           json::serialize(json::object{{"password", password}})));
        std::printf("%s may sign in now.\n", login.c_str());
        return 0;
    });
}

int set_password(const Options& options, const std::string& login) {
    const std::string password = read_password();
    return with_server(options, [&](Client& client) {
        expect(client.send("POST", "/api/v1/accounts/" + account_id(client, login) + "/password",
                           json::serialize(json::object{{"password", password}})));
        std::printf("The password of %s is set; all its sessions have ended.\n", login.c_str());
        return 0;
    });
}

int list_tokens(const Options& options, const std::string& as) {
    return with_server(options, [&](Client& client) {
        client.set_header("X-Bylaw-As", as);
        const auto page = expect(client.send("GET", "/api/v1/tokens"));
        for (const auto& token : page.at("items").as_array())
            std::printf("%s  %s\n", text_of(token.at("id")).c_str(), text_of(token.at("name")).c_str());
        return 0;
    });
}

int add_token(const Options& options, const std::string& as, const std::string& name, const std::string& expires_on) {
    return with_server(options, [&](Client& client) {
        client.set_header("X-Bylaw-As", as);
        json::object wanted{{"name", name}};
        if (!expires_on.empty()) wanted["expires_on"] = expires_on;
        const auto made = expect(client.send("POST", "/api/v1/tokens", json::serialize(wanted)));
        std::printf("%s\n", text_of(made.at("token")).c_str());
        return 0;
    });
}

int remove_token(const Options& options, const std::string& as, const std::string& id) {
    return with_server(options, [&](Client& client) {
        client.set_header("X-Bylaw-As", as);
        expect(client.send("DELETE", "/api/v1/tokens/" + kernel::http::percent_encoded(id)));
        std::puts("Removed.");
        return 0;
    });
}

}  // namespace program
