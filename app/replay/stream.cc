#include "app/replay/stream.h"

#include <boost/asio/post.hpp>
#include <utility>

namespace outcry::app {

namespace asio = boost::asio;

Workers::Workers(unsigned threads, const nlp::Classifier& classifier, RecentBlocks* recent)
    : classifier_(classifier), threads_(threads), recent_(recent) {
  if (threads_ > 1) pool_.emplace(threads_);
}

Workers::~Workers() {
  if (pool_) pool_->join();
}

std::unique_ptr<BlockClassifier> Workers::take() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      auto out = std::move(idle_.back());
      idle_.pop_back();
      return out;
    }
  }
  return std::make_unique<BlockClassifier>(classifier_);
}

void Workers::give_back(std::unique_ptr<BlockClassifier> idle) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(idle));
}

ClassifiedBlock Workers::classify(const ingest::Block& block) {
  auto classifier = take();
  auto out = classifier->classify(block);
  give_back(std::move(classifier));
  return out;
}

FileStream::FileStream(ingest::ArchiveReader reader, Workers& workers, std::size_t ahead)
    : reader_(std::move(reader)), workers_(workers), ahead_(ahead), bytes_total_(reader_.bytes_total()) {
  if (workers_.pool() == nullptr) return;
  const std::lock_guard lock(mutex_);
  start_reading();
}

FileStream::~FileStream() {
  std::unique_lock lock(mutex_);
  stopped_ = true;
  changed_.wait(lock, [&] { return tasks_ == 0; });
}

std::optional<ClassifiedBlock> FileStream::next_inline() {
  if (!reader_.next(inline_block_)) {
    bytes_read_ = reader_.bytes_read();
    return std::nullopt;
  }
  bytes_read_ = reader_.bytes_read();
  auto block = workers_.classify(inline_block_);
  if (workers_.recent() != nullptr) workers_.recent()->keep(inline_block_);
  return block;
}

std::optional<ClassifiedBlock> FileStream::next() {
  if (workers_.pool() == nullptr) return next_inline();
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return slots_.empty() ? finished_ : slots_.front()->block.has_value(); });
  if (slots_.empty()) {
    bytes_read_ = reader_.bytes_read();
    return std::nullopt;
  }
  const auto slot = std::move(slots_.front());
  slots_.pop_front();
  bytes_read_ = slot->bytes_read;
  start_reading();
  if (slot->source) workers_.recent()->keep(std::move(*slot->source));
  return std::move(slot->block);
}

void FileStream::start_reading() {
  if (reading_ || finished_ || slots_.size() >= ahead_) return;
  reading_ = true;
  ++tasks_;
  asio::post(*workers_.pool(), [this] { read_ahead(); });
}

FileStream::Buffer FileStream::take_buffer() {
  if (buffers_.empty()) return std::make_unique<ingest::Block>();
  auto out = std::move(buffers_.back());
  buffers_.pop_back();
  return out;
}

void FileStream::read_ahead() {
  std::unique_lock lock(mutex_);
  while (!stopped_ && slots_.size() < ahead_) {
    auto buffer = take_buffer();
    lock.unlock();
    const bool more = reader_.next(*buffer);
    const auto bytes_read = reader_.bytes_read();
    lock.lock();
    if (!more) {
      finished_ = true;
      break;
    }
    auto slot = std::make_shared<Slot>();
    slot->bytes_read = bytes_read;
    slots_.push_back(slot);
    ++tasks_;
    asio::post(*workers_.pool(),
               [this, slot, filled = std::move(buffer)]() mutable { classify(slot, std::move(filled)); });
  }
  reading_ = false;
  --tasks_;
  changed_.notify_all();
}

void FileStream::classify(const std::shared_ptr<Slot>& slot, Buffer buffer) {
  auto block = workers_.classify(*buffer);
  const std::lock_guard lock(mutex_);
  slot->block = std::move(block);
  if (workers_.recent() != nullptr) {
    slot->source = std::move(buffer);
  } else {
    buffers_.push_back(std::move(buffer));
  }
  --tasks_;
  changed_.notify_all();
}

}  // namespace outcry::app
