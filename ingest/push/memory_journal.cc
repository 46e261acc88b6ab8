#include <deque>

#include "ingest/push/journal.h"

namespace outcry::ingest::push {
namespace {

class MemoryJournal final : public Journal {
 public:
  explicit MemoryJournal(std::uint64_t max_bytes) : max_bytes_(max_bytes) {}

  Result<void> append(const std::vector<JournalEntry>& entries) override {
    std::uint64_t more = 0;
    for (const auto& entry : entries) more += size_of(entry);
    if (bytes_ + more > max_bytes_) return Errc::too_large;
    entries_.insert(entries_.end(), entries.begin(), entries.end());
    bytes_ += more;
    return {};
  }
  std::function<bool()> sync() override { return nullptr; }
  void settle(bool /*durable*/) override {}

  Result<Next> next(JournalPlace& place) override {
    forget_before(place);
    Next out;
    if (entries_.empty()) return out;
    out.entry = entries_.front();
    place.offset = first_ + 1;
    place.time = out.entry->received;
    return out;
  }

  std::optional<JournalPlace> aligned(JournalPlace cursor) override {
    cursor.segment = 0;
    cursor.offset = first_;
    return cursor;
  }

  void forget_before(JournalPlace place) override {
    for (; first_ < place.offset && !entries_.empty(); ++first_) {
      bytes_ -= size_of(entries_.front());
      entries_.pop_front();
    }
  }
  bool full() const override { return bytes_ >= max_bytes_; }
  std::uint64_t bytes() const override { return bytes_; }

 private:
  static std::uint64_t size_of(const JournalEntry& entry) { return entry.line.size() + sizeof(JournalEntry); }

  std::uint64_t max_bytes_;
  std::deque<JournalEntry> entries_;
  std::uint64_t first_ = 0;  ///< number of the first entry that is there
  std::uint64_t bytes_ = 0;
};

}  // namespace

std::unique_ptr<Journal> memory_journal(std::uint64_t max_bytes) { return std::make_unique<MemoryJournal>(max_bytes); }

}  // namespace outcry::ingest::push
