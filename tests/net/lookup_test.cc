#include "net/lookup.h"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <future>
#include <memory>
#include <optional>

namespace outcry::net {
namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

const auto kAddress = asio::ip::make_address("192.0.2.7");

/// A resolver whose servers say nothing until the test ends.
struct Hanging {
  std::promise<void> end;
  std::promise<void> ended;
  Resolve resolve() {
    return [this](const std::string&) {
      end.get_future().wait();
      // As a guard, since what comes after this function is the thread's own.
      ended.set_value_at_thread_exit();
      return Found({}, {kAddress});
    };
  }
  void let_go() {
    end.set_value();
    ended.get_future().wait();
  }
};

std::optional<Found> looked_up(std::string host, Steady::duration patience, Resolve resolve) {
  asio::io_context io;
  std::optional<Found> out;
  asio::co_spawn(io, look_up(std::move(host), Steady::now() + patience, std::move(resolve)),
                 [&](const std::exception_ptr&, Found found) { out = std::move(found); });
  io.run();
  return out;
}

TEST(Lookup, AnAddressIsItself) {
  const auto never = [](const std::string&) -> Found { throw std::logic_error("asked"); };
  EXPECT_EQ(looked_up("192.0.2.7", 1h, never)->second, std::vector{kAddress});
  EXPECT_EQ(looked_up("::1", 1h, never)->second, std::vector{asio::ip::make_address("::1")});
}

TEST(Lookup, ANameIsAskedFor) {
  const auto found = looked_up("name.example", 1h, [](const std::string& host) {
    EXPECT_EQ(host, "name.example");
    return Found({}, {kAddress});
  });
  EXPECT_FALSE(found->first);
  EXPECT_EQ(found->second, std::vector{kAddress});
}

TEST(Lookup, TheSystemKnowsThisMachine) {
  const auto found = looked_up("localhost", 1h, resolve_host);
  ASSERT_FALSE(found->first) << found->first.message();
  for (const auto& address : found->second) EXPECT_TRUE(address.is_loopback());
}

TEST(Lookup, WhatIsNotFoundIsSaid) {
  const auto found =
      looked_up("name.example", 1h, [](const std::string&) { return Found(asio::error::host_not_found, {}); });
  EXPECT_EQ(found->first, asio::error::host_not_found);
  EXPECT_TRUE(found->second.empty());
}

TEST(Lookup, AHangingResolverCostsNoMoreThanTheDeadline) {
  Hanging hanging;
  EXPECT_EQ(looked_up("name.example", 1ms, hanging.resolve())->first, asio::error::timed_out);
  hanging.let_go();
}

TEST(Lookup, AHangingResolverHoldsNoLoop) {
  Hanging hanging;
  {
    asio::io_context io;
    asio::co_spawn(io, look_up("name.example", Steady::now() + 1h, hanging.resolve()),
                   [](const std::exception_ptr&, const Found&) { ADD_FAILURE() << "came back"; });
    io.poll();
  }
  hanging.let_go();
}

}  // namespace
}  // namespace outcry::net
