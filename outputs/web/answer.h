// How an answer leaves: what it is, whether it is still the same, packed when that pays.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "net/server.h"
#include "outputs/encode.h"
#include "outputs/web/assets.h"

namespace outcry::outputs::web {

/// `application/json`.
net::ServerResponse json_answer(const Json& body);
net::ServerResponse text_answer(std::string_view content_type, std::string body);
/// A file to be saved under this name.
net::ServerResponse download(std::string_view content_type, std::string_view name, std::string body);
/// A file of the page: packed where the client takes it.
net::ServerResponse asset_answer(const Asset& asset, const net::ServerRequest& request);

/// For an answer that has a body: a strong ETag of it, 304 when the client has it already (RFC 9110, 13.1.2), gzip from
/// a kilobyte on where the client takes it, and what every answer of ours says of how it may be used
/// (Content-Security-Policy and the like).
void finish(net::ServerResponse& response, const net::ServerRequest& request);

/// Packed by zlib at `level`.
std::string gzipped(std::string_view content, int level);

}  // namespace outcry::outputs::web
