#include "ingest/bluesky/unpack.h"

#include <zstd.h>

#include <algorithm>

namespace outcry::ingest::bluesky {

struct Unpacker::Impl {
  struct FreeDictionary {
    void operator()(ZSTD_DDict* it) const { ZSTD_freeDDict(it); }
  };
  struct FreeContext {
    void operator()(ZSTD_DCtx* it) const { ZSTD_freeDCtx(it); }
  };
  std::unique_ptr<ZSTD_DDict, FreeDictionary> dictionary;
  std::unique_ptr<ZSTD_DCtx, FreeContext> context{ZSTD_createDCtx()};
  std::size_t max_bytes = 0;

  Errc append(std::string_view frame, std::string& out) {
    constexpr std::size_t kStep = 4096;
    const std::size_t start = out.size();
    ZSTD_DCtx_reset(context.get(), ZSTD_reset_session_only);
    ZSTD_DCtx_refDDict(context.get(), dictionary.get());
    ZSTD_inBuffer in{frame.data(), frame.size(), 0};
    for (std::size_t left = 1; left != 0;) {
      const std::size_t have = out.size() - start;
      if (have > max_bytes) return Errc::too_large;
      out.resize(start + have + std::min(kStep, max_bytes + 1 - have));
      ZSTD_outBuffer space{out.data() + start + have, out.size() - start - have, 0};
      left = ZSTD_decompressStream(context.get(), &space, &in);
      out.resize(start + have + space.pos);
      if (ZSTD_isError(left) != 0) return Errc::bad_container;
      if (left != 0 && in.pos == in.size && space.pos < space.size) return Errc::truncated;
    }
    return in.pos == in.size ? Errc{} : Errc::bad_container;
  }
};

Unpacker::Unpacker(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Unpacker::Unpacker(Unpacker&&) noexcept = default;
Unpacker& Unpacker::operator=(Unpacker&&) noexcept = default;
Unpacker::~Unpacker() = default;

Result<Unpacker> Unpacker::make(std::string_view dictionary, std::size_t max_bytes) {
  if (ZSTD_getDictID_fromDict(dictionary.data(), dictionary.size()) == 0) return Errc::corrupt;
  auto impl = std::make_unique<Impl>();
  impl->dictionary.reset(ZSTD_createDDict(dictionary.data(), dictionary.size()));
  impl->max_bytes = max_bytes;
  if (!impl->dictionary || !impl->context) return Errc::corrupt;
  return Unpacker(std::move(impl));
}

Result<void> Unpacker::unpack(std::string_view frame, std::string& out) {
  const std::size_t before = out.size();
  const Errc fault = impl_->append(frame, out);
  if (fault == Errc{} && out.size() - before <= impl_->max_bytes) return {};
  out.resize(before);
  return fault == Errc{} ? Errc::too_large : fault;
}

}  // namespace outcry::ingest::bluesky
