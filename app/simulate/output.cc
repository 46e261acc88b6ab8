// SPDX-License-Identifier: Apache-2.0
#include "app/simulate/output.h"

#include <zlib.h>
#include <zstd.h>

#include <cstdio>
#include <filesystem>
#include <vector>

namespace outcry::simulate {

namespace {

class File : public Output {
 public:
  static Result<std::unique_ptr<Output>> open(const std::string& path) {
    auto file = std::make_unique<File>();
    if (path != "-") {
      file->path_ = path;
      file->handle_ = std::fopen((path + ".part").c_str(), "wb");
    } else {
      file->handle_ = stdout;
    }
    if (file->handle_ == nullptr) return make_error_code(Errc::io);
    return Result<std::unique_ptr<Output>>(std::move(file));
  }

  ~File() override {
    if (handle_ == nullptr || path_.empty()) return;
    std::fclose(handle_);
    std::error_code ignored;
    std::filesystem::remove(path_ + ".part", ignored);
  }

  Result<void> write(std::string_view bytes) override {
    if (std::fwrite(bytes.data(), 1, bytes.size(), handle_) != bytes.size()) return make_error_code(Errc::io);
    return {};
  }

  Result<void> flush() override { return std::fflush(handle_) == 0 ? Result<void>{} : make_error_code(Errc::io); }

  Result<void> finish() override {
    if (path_.empty()) return std::fflush(handle_) == 0 ? Result<void>{} : make_error_code(Errc::io);
    const bool closed = std::fclose(std::exchange(handle_, nullptr)) == 0;
    std::error_code failed;
    if (closed) std::filesystem::rename(path_ + ".part", path_, failed);
    return closed && !failed ? Result<void>{} : make_error_code(Errc::io);
  }

 private:
  std::string path_;  ///< empty for standard output
  std::FILE* handle_ = nullptr;
};

class Zstd : public Output {
 public:
  Zstd(std::unique_ptr<Output> below, int level) : below_(std::move(below)), context_(ZSTD_createCCtx()) {
    ZSTD_CCtx_setParameter(context_, ZSTD_c_compressionLevel, level);
    ZSTD_CCtx_setParameter(context_, ZSTD_c_checksumFlag, 1);
  }
  ~Zstd() override { ZSTD_freeCCtx(context_); }

  Result<void> write(std::string_view bytes) override { return pack(bytes, ZSTD_e_continue); }
  Result<void> flush() override {
    if (auto done = pack({}, ZSTD_e_flush); !done) return done;
    return below_->flush();
  }
  Result<void> finish() override {
    if (auto done = pack({}, ZSTD_e_end); !done) return done;
    return below_->finish();
  }

 private:
  Result<void> pack(std::string_view bytes, ZSTD_EndDirective mode) {
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    for (;;) {
      ZSTD_outBuffer out{buffer_.data(), buffer_.size(), 0};
      const std::size_t left = ZSTD_compressStream2(context_, &out, &in, mode);
      if (ZSTD_isError(left) != 0) return make_error_code(Errc::io);
      if (auto done = below_->write({buffer_.data(), out.pos}); !done) return done;
      if (mode == ZSTD_e_continue ? in.pos == in.size : left == 0) return {};
    }
  }

  std::unique_ptr<Output> below_;
  ZSTD_CCtx* context_;
  std::vector<char> buffer_ = std::vector<char>(1U << 17U);
};

class Gzip : public Output {
 public:
  explicit Gzip(std::unique_ptr<Output> below) : below_(std::move(below)) {
    constexpr int kGzipWindow = 15 + 16;
    deflateInit2(&stream_, Z_BEST_COMPRESSION, Z_DEFLATED, kGzipWindow, 9, Z_DEFAULT_STRATEGY);
  }
  ~Gzip() override { deflateEnd(&stream_); }

  Result<void> write(std::string_view bytes) override { return pack(bytes, Z_NO_FLUSH); }
  Result<void> flush() override {
    if (auto done = pack({}, Z_SYNC_FLUSH); !done) return done;
    return below_->flush();
  }
  Result<void> finish() override {
    if (auto done = pack({}, Z_FINISH); !done) return done;
    return below_->finish();
  }

 private:
  Result<void> pack(std::string_view bytes, int flush) {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(buffer_.data());
      stream_.avail_out = static_cast<uInt>(buffer_.size());
      if (deflate(&stream_, flush) == Z_STREAM_ERROR) return make_error_code(Errc::io);
      if (auto done = below_->write({buffer_.data(), buffer_.size() - stream_.avail_out}); !done) return done;
    } while (stream_.avail_out == 0);
    return {};
  }

  std::unique_ptr<Output> below_;
  z_stream stream_{};
  std::vector<char> buffer_ = std::vector<char>(1U << 17U);
};

}  // namespace

Result<std::unique_ptr<Output>> open_output(const std::string& path, int level) {
  auto file = File::open(path);
  if (!file) return file.error();
  if (path.ends_with(".zst")) return Result<std::unique_ptr<Output>>(std::make_unique<Zstd>(std::move(*file), level));
  if (path.ends_with(".gz")) return Result<std::unique_ptr<Output>>(std::make_unique<Gzip>(std::move(*file)));
  return file;
}

}  // namespace outcry::simulate
