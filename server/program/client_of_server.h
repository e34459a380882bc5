// A command's way to the data: a client of the server that has it open, or of one that lives as long as the command.
#pragma once
#include <boost/json/fwd.hpp>
#include <functional>
#include <string>

#include "kernel/http/client.h"
#include "program/instance.h"

namespace program {

int with_server(Options options, const std::function<int(kernel::http::Client&)>& work);
bool is_locked(const Options& options);
std::string address_file(const Options& options);

// The body of an answer; throws std::runtime_error with what the server said when it refused.
boost::json::value expect(const kernel::http::ClientAnswer& answer);
std::string text_of(const boost::json::value& value);  // a string as it is, anything else as JSON

}  // namespace program
