#pragma once
// Big arrays of floats for kernels: aligned to pages of 2 MiB where the system offers them, not initialised.

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>

#include <sys/mman.h>

namespace im {

class AlignedFloats {
  public:
    AlignedFloats() = default;
    /// Throws std::bad_alloc.
    explicit AlignedFloats(std::size_t count) : count_(count) {
        constexpr std::size_t huge_page = std::size_t{1} << 21;
        const std::size_t alignment = count * sizeof(float) >= huge_page ? huge_page : 64;
        const std::size_t bytes = (count * sizeof(float) + alignment - 1) / alignment * alignment;
        data_.reset(static_cast<float*>(std::aligned_alloc(alignment, bytes == 0 ? alignment : bytes)));
        if (!data_) throw std::bad_alloc();
        // A wish: fewer address translations.
        if (alignment == huge_page) madvise(data_.get(), bytes, MADV_HUGEPAGE);
    }
    /// At least `count` floats; what was there is lost if it must grow.
    void reserve(std::size_t count) {
        if (count <= count_) return;
        *this = AlignedFloats();
        *this = AlignedFloats(count);
    }
    float* data() const { return data_.get(); }
    std::size_t size() const { return count_; }

  private:
    struct Free {
        void operator()(float* memory) const { std::free(memory); }
    };
    std::unique_ptr<float, Free> data_;
    std::size_t count_ = 0;
};

}  // namespace im
