// One file on its way through reading, decoding and classifying: blocks come out in the file's order.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <boost/asio/thread_pool.hpp>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "app/replay/classified.h"
#include "app/replay/recent_blocks.h"

namespace outcry::app {

/// The cores that decode and classify. With one thread everything happens in the caller.
class Workers {
 public:
  /// threads >= 1. `classifier` outlives this, and so does `recent`, which keeps what is delivered; null = nobody does.
  Workers(unsigned threads, const nlp::Classifier& classifier, RecentBlocks* recent = nullptr);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  unsigned threads() const { return threads_; }
  boost::asio::thread_pool* pool() { return pool_ ? &*pool_ : nullptr; }

  /// Classifies with a BlockClassifier that nobody else uses meanwhile. Thread-safe.
  ClassifiedBlock classify(const ingest::Block& block);
  RecentBlocks* recent() const { return recent_; }

 private:
  std::unique_ptr<BlockClassifier> take();
  void give_back(std::unique_ptr<BlockClassifier> idle);

  const nlp::Classifier& classifier_;
  unsigned threads_;
  RecentBlocks* recent_;
  std::optional<boost::asio::thread_pool> pool_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<BlockClassifier>> idle_;
};

/// Reads ahead by a bounded number of blocks. Used by one thread; the workers do the rest. Only one task at
/// a time reads, so the reader needs no lock; everything that tasks hand over passes under the mutex.
class FileStream {
 public:
  /// `workers` outlives this. `ahead` blocks at most are in flight.
  FileStream(ingest::ArchiveReader reader, Workers& workers, std::size_t ahead);
  ~FileStream();
  FileStream(const FileStream&) = delete;
  FileStream& operator=(const FileStream&) = delete;

  /// The next block, or nothing at the end.
  std::optional<ClassifiedBlock> next();

  std::uint64_t bytes_read() const { return bytes_read_; }    ///< up to the block delivered last, at the end all
  std::uint64_t bytes_total() const { return bytes_total_; }  ///< 0 when not known
  /// Of the containers: the first with their places, and all by Errc; to be asked once `next` has answered
  /// nothing.
  const std::vector<Problem>& problems() const { return reader_.problems(); }
  const std::array<std::uint64_t, 32>& problem_counts() const { return reader_.problem_counts(); }

 private:
  using Buffer = std::unique_ptr<ingest::Block>;
  struct Slot {
    std::optional<ClassifiedBlock> block;  ///< empty until it is classified
    Buffer source;                         ///< what it was made of, to be kept; else null
    std::uint64_t bytes_read = 0;
  };

  std::optional<ClassifiedBlock> next_inline();
  void start_reading();  ///< needs the mutex
  void read_ahead();
  void classify(const std::shared_ptr<Slot>& slot, Buffer buffer);
  Buffer take_buffer();

  ingest::ArchiveReader reader_;
  Workers& workers_;
  std::size_t ahead_;
  std::uint64_t bytes_read_ = 0;
  std::uint64_t bytes_total_ = 0;
  ingest::Block inline_block_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::shared_ptr<Slot>> slots_;
  std::vector<Buffer> buffers_;
  std::size_t tasks_ = 0;  ///< posted and not yet over
  bool reading_ = false;
  bool finished_ = false;  ///< the reader has nothing more
  bool stopped_ = false;
};

}  // namespace outcry::app
