#include "outputs/kafka/offsets.h"

namespace outcry::outputs::kafka {
namespace {

using net::kafka::Owned;

/// `end`: RD_KAFKA_OFFSET_BEGINNING or _END.
rd_kafka_resp_err_t ask(rd_kafka_t* handle, const std::string& topic, std::int64_t end, int patience,
                        std::vector<std::int64_t>& out) {
  const int partitions = static_cast<int>(out.size());
  const Owned<rd_kafka_topic_partition_list_t> list(rd_kafka_topic_partition_list_new(partitions));
  for (int i = 0; i < partitions; ++i) rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), i)->offset = end;
  const auto error = rd_kafka_offsets_for_times(handle, list.get(), patience);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return error;
  for (int i = 0; i < partitions; ++i) {
    const auto* told = rd_kafka_topic_partition_list_find(list.get(), topic.c_str(), i);
    if (told == nullptr) return RD_KAFKA_RESP_ERR__BAD_MSG;
    if (told->err != RD_KAFKA_RESP_ERR_NO_ERROR) return told->err;
    if (told->offset < 0) return RD_KAFKA_RESP_ERR__BAD_MSG;
    out[static_cast<std::size_t>(i)] = told->offset;
  }
  return RD_KAFKA_RESP_ERR_NO_ERROR;
}

}  // namespace

std::variant<std::vector<Range>, rd_kafka_resp_err_t> ranges(rd_kafka_t* handle, const std::string& topic,
                                                             int partitions, int patience) {
  const auto size = static_cast<std::size_t>(partitions);
  std::vector<std::int64_t> lows(size);
  std::vector<std::int64_t> highs(size);
  auto error = ask(handle, topic, RD_KAFKA_OFFSET_BEGINNING, patience, lows);
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) error = ask(handle, topic, RD_KAFKA_OFFSET_END, patience, highs);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return error;
  std::vector<Range> out(size);
  for (std::size_t i = 0; i < size; ++i) out[i] = {lows[i], highs[i]};
  return out;
}

}  // namespace outcry::outputs::kafka
