// Fuzzes containers, recognition, cutting and decoding with whole files, which never touch the disk.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "ingest/archive/reader.h"
#include "ingest/formats.h"

namespace {

using namespace outcry;
using namespace outcry::ingest;

/// Small limits: the fuzzer looks for crashes and loops, not for memory.
ArchiveOptions limits() {
  ArchiveOptions options;
  options.block_bytes = 4096;
  options.max_record_bytes = 16384;
  options.max_member_bytes = 1 << 20;
  options.zstd_window_log_max = 20;
  return options;
}

void read_all(const std::string& path) {
  auto reader = ArchiveReader::make(path, limits());
  if (!reader) return;
  Block block;
  ReadStats stats;
  std::vector<Problem> problems;
  std::shared_ptr<const Layout> layout;
  std::unique_ptr<Decoder> decoder;
  Position last;
  while (reader->next(block)) {
    if (block.size == 0 || block.bytes.size() < block.size + kRecordPadding || block.begin < last) __builtin_trap();
    last = block.begin;
    if (block.layout != layout) decoder = make_decoder(layout = block.layout);
    decode_block(
        block, *decoder, [](const Post&) {}, stats, problems);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const int file = ::memfd_create("fuzz", MFD_CLOEXEC);
  if (file < 0) return 0;
  if (::write(file, data, size) == static_cast<ssize_t>(size)) read_all("/proc/self/fd/" + std::to_string(file));
  ::close(file);
  return 0;
}
