// What a server makes of the head of a request, and how the head of an answer is written. No I/O.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "net/server.h"

namespace outcry::net {

/// Method, path, query and headers as they were sent. The address of an absolute target takes the place of Host.
/// Nothing when the target is none.
std::optional<ServerRequest> request_of(std::string_view method, std::string_view target, Headers headers);

/// Why a request is answered by the server itself and its connection closed. Several Host headers or none; a
/// Transfer-Encoding that is not just "chunked", or stands beside a Content-Length or in HTTP/1.0, as two servers could
/// disagree where such a body ends; a Host that is not ours, a writing request from a foreign page (Origin); CONNECT
/// and TRACE; an expectation that is none of 100-continue.
std::optional<ServerResponse> fault_of(const ServerRequest& request, const ServerOptions& options, int version);

/// How the body of an answer is told to end.
enum class BodyEnd : std::uint8_t { none, length, chunks, close };

/// Status line and headers with the empty line. Headers that would break out of their line are left away.
std::string head_of(const ServerResponse& response, BodyEnd end, bool keep_alive,
                    std::chrono::system_clock::time_point now);

}  // namespace outcry::net
