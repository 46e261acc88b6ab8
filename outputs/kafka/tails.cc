#include "outputs/kafka/tails.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <optional>
#include <utility>

#include "net/deadline.h"
#include "net/refusal.h"
#include "outputs/kafka/offsets.h"

namespace outcry::outputs::kafka {
namespace {

using namespace std::chrono_literals;
using net::kafka::Owned;

constexpr std::size_t kErrorText = 512;
constexpr int kQuestion = 1000;  ///< ms that one question may take, before it is asked again
constexpr int kLook = 100;       ///< ms
/// Records: how far the first look goes back. More than one that was killed can have had under way, so that what it
/// wrote late, behind newer events, is seen.
constexpr std::int64_t kFirstLook = 128;
constexpr std::int64_t kWider = 8;  ///< how much further back each look goes

struct End {
  std::int64_t first = 0;  ///< offset of the first record that stands there
  std::int64_t low = 0;    ///< from where on is looked
  std::int64_t high = 0;
  std::int64_t from = 0;  ///< where the last look began
  std::int64_t read = 0;  ///< from here on all was read
  Tail found;
  std::optional<std::uint64_t> oldest;       ///< of what was found
  std::optional<std::uint64_t> oldest_read;  ///< the same, from `read` on
  bool is_open = true;
  net::Deadline answer;  ///< of the next word of a broker; no word at all is none in time
};
using PartitionKey = std::pair<std::size_t, std::int32_t>;  ///< place of the topic, number

class Reader {
 public:
  Reader(const std::vector<std::string>& topics, const Search& search, const std::atomic<bool>& abandoned)
      : topics_(topics), search_(search), abandoned_(abandoned), deadline_(search.patience) {}

  std::variant<Tails, net::Failure> run(const net::kafka::Properties& properties) {
    std::string why;
    auto conf = net::kafka::conf_of(properties, why);
    if (!conf) return net::failure(net::Fault::fatal, why);
    std::array<char, kErrorText> text{};
    rd_kafka_conf_set_opaque(conf.get(), this);
    rd_kafka_conf_set_error_cb(conf.get(), [](rd_kafka_t*, int error, const char* reason, void* self) {
      static_cast<Reader*>(self)->complain(static_cast<rd_kafka_resp_err_t>(error), reason);
    });
    handle_ = rd_kafka_new(RD_KAFKA_CONSUMER, conf.get(), text.data(), text.size());
    if (handle_ == nullptr)
      return net::failure(net::Fault::fatal, std::string("no Kafka client can be made: ") + text.data());
    static_cast<void>(conf.release());
    rd_kafka_poll_set_consumer(handle_);
    for (std::size_t i = 0; i < topics_.size() && !failure_; ++i) ask_partitions(i);
    if (!search_.log.empty()) search();
    rd_kafka_destroy_flags(handle_, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
    if (failure_) return std::move(*failure_);
    Tails out(topics_.size());
    for (auto& [key, end] : ends_) {
      if (end.read > end.first && !reaches(end))
        end.found.all_before = end.oldest_read.value_or(end.found.newest.sequence + 1);
      out[key.first].push_back(std::move(end.found));
    }
    return out;
  }

 private:
  void search() {
    for (std::size_t i = 0; i < topics_.size() && !failure_; ++i) ask_ends(i);
    while (!failure_ && look()) continue;
  }

  bool reaches(const End& end) const {
    return end.oldest_read && (search_.first == 0 || *end.oldest_read < search_.first);
  }

  bool is_late() const { return abandoned_ || deadline_.is_over(); }

  void complain(rd_kafka_resp_err_t error, const char* reason) {
    if (error != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN && reason != nullptr) complaint_ = reason;
    if (net::kafka::is_fatal(error)) failure_ = net::failure(net::Fault::fatal, complaint_);
  }

  void fail(rd_kafka_resp_err_t error, const std::string& what) {
    if (failure_) return;
    const std::string why = complaint_.empty() ? rd_kafka_err2str(error) : complaint_;
    failure_ = net::failure(net::kafka::fault_of(error), what + ": " + why);
  }

  void ask_partitions(std::size_t place) {
    const auto& name = topics_[place];
    const Owned<rd_kafka_topic_t> topic(rd_kafka_topic_new(handle_, name.c_str(), nullptr));
    if (!topic) return fail(rd_kafka_last_error(), "topic " + name);
    const rd_kafka_metadata_t* raw = nullptr;
    auto error = RD_KAFKA_RESP_ERR__TIMED_OUT;
    while (error != RD_KAFKA_RESP_ERR_NO_ERROR && !failure_ && !is_late()) {
      error = rd_kafka_metadata(handle_, 0, topic.get(), &raw, kQuestion);
      rd_kafka_poll(handle_, 0);
    }
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return fail(error, "no broker answers");
    const Owned<const rd_kafka_metadata_t> metadata(raw);
    const auto& told = metadata->topics[0];
    if (metadata->topic_cnt < 1 || told.err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART) {
      failure_ = net::failure(net::Fault::server, "there is no topic " + name + "; 'outcry topics create' makes it");
      return;
    }
    if (told.err != RD_KAFKA_RESP_ERR_NO_ERROR) return fail(told.err, "topic " + name);
    if (told.partition_cnt == 0) return fail(RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE, "topic " + name);
    for (int i = 0; i < told.partition_cnt; ++i) ends_[{place, told.partitions[i].id}] = {};
  }

  void ask_ends(std::size_t place) {
    const auto& name = topics_[place];
    const int partitions =
        static_cast<int>(std::ranges::count(ends_, place, [](const auto& at) { return at.first.first; }));
    auto told = ranges(handle_, name, partitions, kQuestion);
    while (const auto* error = std::get_if<rd_kafka_resp_err_t>(&told)) {
      if (failure_ || is_late() || net::kafka::is_fatal(*error)) return fail(*error, "the ends of topic " + name);
      rd_kafka_poll(handle_, kLook);
      told = ranges(handle_, name, partitions, kQuestion);
    }
    for (auto& [key, end] : ends_) {
      if (key.first != place) continue;
      const Range& range = std::get<std::vector<Range>>(told)[static_cast<std::size_t>(key.second)];
      end.first = range.low;
      end.low = std::max(range.low, range.high - search_.furthest);
      end.high = range.high;
      end.from = end.read = end.high;
      end.is_open = end.high > end.low;
    }
  }

  /// Reads each partition of which too little was found from further back to where the last look began. False when
  /// there is nothing left to look at.
  bool look() {
    const Owned<rd_kafka_topic_partition_list_t> list(
        rd_kafka_topic_partition_list_new(static_cast<int>(ends_.size())));
    std::map<PartitionKey, std::int64_t> until;
    for (auto& [key, end] : ends_) {
      if (!end.is_open) continue;
      until[key] = end.from;
      end.from = std::max(end.low, end.high - std::max((end.high - end.from) * kWider, kFirstLook));
      rd_kafka_topic_partition_list_add(list.get(), topics_[key.first].c_str(), key.second)->offset = end.from;
    }
    if (until.empty()) return false;
    if (const auto error = rd_kafka_assign(handle_, list.get()); error != RD_KAFKA_RESP_ERR_NO_ERROR) {
      fail(error, "what stands in the topics cannot be read");
      return false;
    }
    while (!until.empty() && !failure_) {
      if (is_late()) return give_up(until);
      const Owned<rd_kafka_message_t> message(rd_kafka_consumer_poll(handle_, kLook));
      if (message) take(*message, until);
    }
    for (auto& [key, end] : ends_) end.is_open = end.is_open && !reaches(end) && end.from > end.low;
    return !failure_;
  }

  /// No answer is not the same as much to read. False.
  bool give_up(const std::map<PartitionKey, std::int64_t>& until) {
    for (const auto& [key, offset] : until)
      if (abandoned_ || ends_[key].answer.is_over())
        fail(RD_KAFKA_RESP_ERR__TIMED_OUT, "what stands in topic " + topics_[key.first] + " cannot be read");
    return false;
  }

  void complete(std::map<PartitionKey, std::int64_t>& until, const PartitionKey& key) {
    until.erase(key);
    End& end = ends_[key];
    end.read = end.from;
    end.oldest_read = end.oldest;
  }

  void take(const rd_kafka_message_t& message, std::map<PartitionKey, std::int64_t>& until) {
    if (message.rkt == nullptr) return;
    const auto place = std::ranges::find(topics_, std::string(rd_kafka_topic_name(message.rkt))) - topics_.begin();
    const PartitionKey key{static_cast<std::size_t>(place), message.partition};
    const auto open = until.find(key);
    if (open == until.end()) return;
    ends_[key].answer = net::Deadline(search_.patience / 3);
    if (message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      complete(until, key);
    } else if (message.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      fail(message.err, "what stands in topic " + topics_[key.first] + " cannot be read");
    } else {
      if (is_ours(message)) note(ends_[key], message);
      if (message.offset >= open->second) complete(until, key);
    }
  }

  static void note(End& end, const rd_kafka_message_t& message) {
    auto origin = origin_of({static_cast<const char*>(message.payload), message.len});
    if (origin.sequence == 0) return;
    end.found.keys[{static_cast<const char*>(message.key), message.key_len}].insert(origin.sequence);
    end.oldest = std::min(end.oldest.value_or(origin.sequence), origin.sequence);
    if (origin.sequence > end.found.newest.sequence) end.found.newest = std::move(origin);
  }

  bool is_ours(const rd_kafka_message_t& message) const {
    rd_kafka_headers_t* headers = nullptr;
    const void* value = nullptr;
    std::size_t bytes = 0;
    if (message.payload == nullptr || rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR)
      return false;
    if (rd_kafka_header_get_last(headers, kLogHeader.data(), &value, &bytes) != RD_KAFKA_RESP_ERR_NO_ERROR)
      return false;
    return std::string_view(static_cast<const char*>(value), bytes) == search_.log;
  }

  const std::vector<std::string>& topics_;
  const Search& search_;
  const std::atomic<bool>& abandoned_;
  net::Deadline deadline_;
  rd_kafka_t* handle_ = nullptr;
  std::map<PartitionKey, End> ends_;
  std::string complaint_;
  std::optional<net::Failure> failure_;
};

}  // namespace

bool Tail::holds(const std::string& key, std::uint64_t sequence, bool compacted) const {
  if (sequence < all_before) return true;
  const auto found = keys.find(key);
  if (found == keys.end()) return false;
  return compacted ? sequence <= *found->second.rbegin() : found->second.contains(sequence);
}

std::variant<Tails, net::Failure> read_tails(const net::kafka::Properties& consumer,
                                             const std::vector<std::string>& topics, const Search& search,
                                             const std::atomic<bool>& abandoned) {
  return Reader(topics, search, abandoned).run(consumer);
}

}  // namespace outcry::outputs::kafka
