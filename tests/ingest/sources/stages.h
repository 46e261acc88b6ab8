// The stages there are: one for each kind of source.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "stage.h"

namespace outcry::ingest {

std::unique_ptr<Stage> hackernews_stage(boost::asio::io_context& io);
std::unique_ptr<Stage> jetstream_stage(boost::asio::io_context& io);
std::unique_ptr<Stage> rss_stage(boost::asio::io_context& io);
std::unique_ptr<Stage> lemmy_stage(boost::asio::io_context& io);
std::unique_ptr<Stage> push_stage(boost::asio::io_context& io);
std::unique_ptr<Stage> reddit_stage(boost::asio::io_context& io);
std::unique_ptr<Stage> statuspage_stage(boost::asio::io_context& io);
std::unique_ptr<Stage> nostr_stage(boost::asio::io_context& io);
std::unique_ptr<Stage> x_stage(boost::asio::io_context& io);
std::unique_ptr<Stage> mastodon_stage(boost::asio::io_context& io);
std::unique_ptr<Stage> file_stage(boost::asio::io_context& io);
std::unique_ptr<Stage> kafka_stage(boost::asio::io_context& io);
/// The same, loaded at once: partition after partition, with the time of the loading on each message, of posts that lie
/// ten times further apart; of a thousand one has the time of the last.
std::unique_ptr<Stage> loaded_kafka_stage(boost::asio::io_context& io);

}  // namespace outcry::ingest
