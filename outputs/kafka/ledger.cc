#include "outputs/kafka/ledger.h"

#include <string>

#include "net/refusal.h"

namespace outcry::outputs::kafka {
namespace {

/// What is reported of a message that nobody has judged, since the producer had ended.
bool is_consequence(rd_kafka_resp_err_t error) {
  switch (error) {
    case RD_KAFKA_RESP_ERR__PURGE_QUEUE:
    case RD_KAFKA_RESP_ERR__PURGE_INFLIGHT:
    case RD_KAFKA_RESP_ERR__FATAL:
    case RD_KAFKA_RESP_ERR__GAPLESS_GUARANTEE:
      return true;
    default:
      return false;
  }
}

}  // namespace

void Ledger::take(const Report& report) {
  const auto open = open_.find(report.ticket);
  if (open != open_.end() && --open->second == 0) open_.erase(open);
  if (report.error == RD_KAFKA_RESP_ERR_NO_ERROR) return;
  auto& failure = is_consequence(report.error) ? consequence_ : reason_;
  if (failure) return;
  failure = net::failure(net::kafka::fault_of(report.error),
                         std::string("a message was not taken: ") + rd_kafka_err2str(report.error));
}

std::optional<net::Failure> Ledger::failure(const std::optional<End>& end, Moment now) {
  if (reason_) return reason_;
  if (!end) return consequence_;
  if (!end->is_gap || open_.empty()) return end->failure;
  if (!waits_since_) waits_since_ = now;
  if (now < *waits_since_ + kPatience) return std::nullopt;
  return end->failure;
}

}  // namespace outcry::outputs::kafka
