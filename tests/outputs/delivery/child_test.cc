#include "outputs/exec/child.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>

#include "tests/net/nasty_server.h"
#include "tests/outputs/delivery/log.h"

namespace outcry::outputs::exec {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

boost::asio::awaitable<void> run_in_vain(ChildOptions options) { co_await run_child(std::move(options), "x"); }

class AChild : public delivery::Log {
 protected:
  Ending run(const std::string& script, std::chrono::milliseconds deadline = 30s,
             const std::string& input = "hello\n") {
    return net::run(io_, run_child({.command = {"/bin/sh", "-c", script, "sh", path("out")},
                                    .environment = {"PATH=/usr/bin:/bin", "GREETING=good day"},
                                    .deadline = deadline},
                                   input))
        .value();
  }
  std::string out() const { return content_of(path("out")); }
  bool is_gone(pid_t pid) {
    return until(io_, [pid] { return ::kill(pid, 0) != 0; });
  }

  boost::asio::io_context io_;
};

TEST_F(AChild, ReadsItsInputAndEndsWithACode) {
  const auto ending = run("cat /dev/stdin > $1; exit 3");
  EXPECT_EQ(out(), "hello\n");
  EXPECT_TRUE(ending.in_time);
  EXPECT_EQ(ending.code, 3);
  EXPECT_EQ(ending.signal, 0);
}

TEST_F(AChild, ReadsInputOfAnySizeOrNone) {
  const std::string large(5 << 20, 'x');
  EXPECT_EQ(run("wc -c > $1", 30s, large).code, 0);
  EXPECT_THAT(out(), HasSubstr("5242880"));
  EXPECT_EQ(run("exit 0", 30s, large).code, 0) << "which reads nothing";
  EXPECT_EQ(run("wc -c > $1", 30s, "").code, 0);
  EXPECT_EQ(out(), "0\n");
}

TEST_F(AChild, HasTheEnvironmentThatItIsGivenAndNoOther) {
  run("env > $1");
  EXPECT_THAT(out(), HasSubstr("GREETING=good day\n"));
  EXPECT_EQ(out().find("OUTCRY"), std::string::npos);
  EXPECT_EQ(out().find("HOME="), std::string::npos);
}

TEST_F(AChild, IsHeardWhenItComplains) {
  EXPECT_EQ(run("echo first >&2; echo last >&2; exit 1").complaint, "first\nlast\n");
  const auto much = run("i=0; while [ $i -lt 20000 ]; do echo line $i >&2; i=$((i+1)); done").complaint;
  EXPECT_EQ(much.size(), 1024U);
  EXPECT_THAT(much, HasSubstr("line 19999\n"));
  EXPECT_EQ(run("echo much to say; echo to nobody").complaint, "");
}

TEST_F(AChild, TellsWhatItDiedOf) {
  const auto ending = run("kill -SEGV $$");
  EXPECT_TRUE(ending.in_time);
  EXPECT_EQ(ending.signal, SIGSEGV);
}

TEST_F(AChild, IsKilledWithAllThatItStartedWhenItTakesTooLong) {
  const auto ending = run("sleep 1000 & echo $! > $1; sleep 1000", 200ms);
  EXPECT_FALSE(ending.in_time);
  const auto other = static_cast<pid_t>(std::stol(out()));
  EXPECT_TRUE(is_gone(other));
}

TEST_F(AChild, WhatItLeavesBehindIsKilledAndNotWaitedFor) {
  const auto ending = run("sleep 1000 & echo $! > $1; exit 0");
  EXPECT_TRUE(ending.in_time);
  EXPECT_EQ(ending.code, 0);
  EXPECT_TRUE(is_gone(static_cast<pid_t>(std::stol(out()))));
}

TEST_F(AChild, CannotBeStartedWhenThereIsNone) {
  const auto ending = net::run(io_, run_child({.command = {"/no/such/program"}}, "x"));
  ASSERT_FALSE(ending);
  EXPECT_EQ(ending.error(), boost::system::errc::no_such_file_or_directory);
}

TEST_F(AChild, DiesOfCancellation) {
  boost::asio::cancellation_signal cancel;
  bool over = false;
  const ChildOptions options{.command = {"/bin/sh", "-c", "echo $$ > $1; sleep 1000", "sh", path("out")},
                             .environment = {"PATH=/usr/bin:/bin"}};
  boost::asio::co_spawn(
      io_, run_in_vain(options),
      boost::asio::bind_cancellation_slot(cancel.slot(), [&](const std::exception_ptr&) { over = true; }));
  ASSERT_TRUE(until(io_, [this] { return out().ends_with('\n'); }));
  cancel.emit(boost::asio::cancellation_type::terminal);
  EXPECT_TRUE(until(io_, [&] { return over; }));
  EXPECT_TRUE(is_gone(static_cast<pid_t>(std::stol(out()))));
}

}  // namespace
}  // namespace outcry::outputs::exec
