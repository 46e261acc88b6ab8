#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "net/refusal.h"
#include "outputs/kafka/ledger.h"

namespace outcry::outputs::kafka {
namespace {

using namespace std::chrono_literals;
using net::Fault;
using testing::HasSubstr;

constexpr auto kTaken = RD_KAFKA_RESP_ERR_NO_ERROR;
constexpr auto kRefused = RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED;
constexpr auto kPurged = RD_KAFKA_RESP_ERR__PURGE_QUEUE;

class KafkaLedger : public testing::Test {
 protected:
  KafkaLedger() {
    for (const std::uint64_t ticket : {1, 1, 2}) ledger_.add(ticket);
  }
  std::optional<net::Failure> failure(const std::optional<End>& end) { return ledger_.failure(end, now_); }

  const Moment now_ = Moment(1h);
  const End gap_{net::failure(Fault::network, "message sequence gap"), true};
  Ledger ledger_;
};

TEST_F(KafkaLedger, KnowsWhatIsNotReported) {
  ledger_.take({1, kTaken});
  EXPECT_TRUE(ledger_.is_open(1));
  ledger_.take({1, kTaken});
  EXPECT_FALSE(ledger_.is_open(1));
  EXPECT_TRUE(ledger_.is_open(2));
  EXPECT_FALSE(failure({}));
}

TEST_F(KafkaLedger, FindsTheReasonBehindTheGapThatItLeft) {
  EXPECT_FALSE(failure(gap_)) << "the report that says why has not come";
  ledger_.take({2, kPurged});
  EXPECT_FALSE(failure(gap_)) << "this one follows from the gap";
  ledger_.take({1, kRefused});
  ASSERT_TRUE(failure(gap_));
  EXPECT_EQ(failure(gap_)->fault, Fault::fatal);
  EXPECT_THAT(failure(gap_)->what, HasSubstr("uthorization"));
}

TEST_F(KafkaLedger, FindsTheReasonBeforeTheGap) {
  ledger_.take({1, kRefused});
  EXPECT_EQ(failure({})->fault, Fault::fatal);
  ledger_.take({1, kPurged});
  ledger_.take({2, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS});
  EXPECT_EQ(failure(gap_)->fault, Fault::fatal) << "the first";
}

TEST_F(KafkaLedger, SaysThatThereIsAGapWhenNoReportSaysWhy) {
  for (const std::uint64_t ticket : {1, 1, 2}) ledger_.take({ticket, kPurged});
  EXPECT_EQ(failure(gap_)->what, "message sequence gap");
}

TEST_F(KafkaLedger, WaitsForAReasonNoLongerThanItsPatience) {
  EXPECT_FALSE(ledger_.failure(gap_, now_));
  EXPECT_FALSE(ledger_.failure(gap_, now_ + Ledger::kPatience - 1ms));
  EXPECT_EQ(ledger_.failure(gap_, now_ + Ledger::kPatience)->what, "message sequence gap");
}

TEST_F(KafkaLedger, WaitsForNoReasonWhereTheProducerSaysIt) {
  EXPECT_EQ(failure(End{net::failure(Fault::fatal, "the password is wrong")})->fault, Fault::fatal);
}

}  // namespace
}  // namespace outcry::outputs::kafka
