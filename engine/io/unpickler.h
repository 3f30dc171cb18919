#pragma once
// A pickle machine that builds plain values and descriptions of torch tensors, and calls nothing.
// Used by torch_pickle.cpp; the opcodes are those of Python's pickle protocols 2 to 4.

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

namespace im::pickle {

struct Value;

struct None {};
struct Global {
    std::string_view module, name;
};
/// Lists and tuples are alike here. Containers live in the Unpickler, values hold pointers: a pickle may tie
/// them into knots, which shared ownership could neither free nor destroy without deep recursion.
struct List {
    std::vector<Value>* items;
};
struct Dict {
    std::vector<std::pair<Value, Value>>* items;
    bool object;  ///< an instance of a TorchScript class: its state becomes its items
};
struct Storage {
    std::string_view dtype;  ///< as in safetensors: "F32", "I64", ...
    std::string_view key;
    std::int64_t elements = 0;
};
struct Tensor {
    Storage storage;
    std::int64_t offset = 0;  ///< elements
    std::vector<std::int64_t> shape, strides;
};

struct Value {
    std::variant<None, bool, std::int64_t, double, std::string_view, Global, List, Dict, Storage,
                 const Tensor*>
        is;
};

class Unpickler {
  public:
    /// `place` opens every message. Texts in the result look into `bytes`, containers belong to this object.
    Unpickler(std::span<const std::byte> bytes, std::string place);
    /// Runs up to the STOP instruction. Throws Input: truncated, malformed, or
    /// asking for an unknown function.
    Value run();
    /// Where the next pickle of a stream begins.
    std::size_t position() const { return position_; }
    /// All tensors that the pickle describes, in its order.
    const std::deque<Tensor>& tensors() const { return tensors_; }

  private:
    void step(unsigned char opcode);
    // Each runs the instructions of one kind, and says whether `opcode` is one.
    bool step_stack(unsigned char opcode);
    bool step_constant(unsigned char opcode);
    bool step_container(unsigned char opcode);
    bool step_memo(unsigned char opcode);
    bool step_object(unsigned char opcode);

    void call(const Value& function, const Value& arguments);
    void instantiate(const Value& type);
    void build(const Value& state);
    void persistent_load(const Value& id);
    void rebuild_tensor(const std::vector<Value>& arguments);
    Global checked_global(std::string_view module, std::string_view name) const;

    void push(Value value);
    Value pop();
    std::vector<Value> pop_to_mark();
    void push_list(std::vector<Value> items);
    void append(std::vector<Value> items);
    void set_items(std::vector<Value> items);
    void memoize(std::uint64_t slot);
    void recall(std::uint64_t slot);
    List new_list(std::vector<Value> items);
    Dict new_dict(bool object);
    const std::vector<Value>& list_of(const Value& value, const char* what) const;
    std::vector<std::int64_t> integers_of(const Value& value, const char* what) const;

    std::string_view take(std::uint64_t count);
    std::string_view take_line();
    std::uint64_t take_unsigned(int bytes);
    [[noreturn]] void fail(const std::string& what) const;

    std::span<const std::byte> bytes_;
    std::string place_;
    std::size_t position_ = 0, pushes_ = 0;
    std::vector<Value> stack_;
    std::vector<std::size_t> marks_;
    std::unordered_map<std::uint64_t, Value> memo_;
    std::deque<std::vector<Value>> lists_;
    std::deque<std::vector<std::pair<Value, Value>>> dicts_;
    std::deque<Tensor> tensors_;
};

}  // namespace im::pickle
