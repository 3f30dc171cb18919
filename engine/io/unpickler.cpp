#include "engine/io/unpickler.h"

#include <array>
#include <bit>
#include <cstring>

#include "engine/core/error.h"

namespace im::pickle {
namespace {

constexpr std::size_t kPushesMax = 1u << 24;  // a state dict of a thousand tensors needs about 30,000

constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kStorages{{
    {"FloatStorage", "F32"},
    {"HalfStorage", "F16"},
    {"BFloat16Storage", "BF16"},
    {"DoubleStorage", "F64"},
    {"LongStorage", "I64"},
    {"IntStorage", "I32"},
    {"ShortStorage", "I16"},
    {"CharStorage", "I8"},
    {"ByteStorage", "U8"},
    {"BoolStorage", "BOOL"},
}};

std::string_view storage_dtype(std::string_view name) {
    for (const auto& [storage, dtype] : kStorages) {
        if (storage == name) return dtype;
    }
    return {};
}

bool is_torchscript_class(const Global& global) {
    return global.module.starts_with("__torch__");
}
/// Functions that return their first argument: type annotations and the wrapper of a trained tensor.
bool is_identity(const Global& global) {
    return (global.module == "torch._utils" && global.name == "_rebuild_parameter") ||
           (global.module == "torch.jit._pickle" && global.name.starts_with("build_")) ||
           (global.module == "torch" && global.name == "Size");
}
bool is_rebuild_tensor(const Global& global) {
    return global.module == "torch._utils" &&
           (global.name == "_rebuild_tensor_v2" || global.name == "_rebuild_tensor");
}
bool is_ordered_dict(const Global& global) {
    return global.module == "collections" && global.name == "OrderedDict";
}
bool is_storage(const Global& global) {
    return global.module == "torch" && !storage_dtype(global.name).empty();
}

}  // namespace

Unpickler::Unpickler(std::span<const std::byte> bytes, std::string place)
    : bytes_(bytes), place_(std::move(place)) {}

Value Unpickler::run() {
    while (true) {
        const auto opcode = static_cast<unsigned char>(take_unsigned(1));
        if (opcode == '.') return pop();
        step(opcode);
    }
}

void Unpickler::step(unsigned char opcode) {
    const bool known = step_stack(opcode) || step_constant(opcode) || step_container(opcode) ||
                       step_memo(opcode) || step_object(opcode);
    if (!known) fail(fmt::format("instruction 0x{:02x}, which checkpoints do not use", opcode));
}

/// The protocol and its frames, marks, what is dropped.
bool Unpickler::step_stack(unsigned char opcode) {
    switch (opcode) {
        case 0x80:
            take(1);
            break;  // PROTO
        case 0x95:
            take(8);
            break;  // FRAME
        case '(':
            marks_.push_back(stack_.size());
            break;
        case '0':
            pop();
            break;
        case '1':
            pop_to_mark();
            break;
        default:
            return false;
    }
    return true;
}

/// Numbers, texts and bytes.
bool Unpickler::step_constant(unsigned char opcode) {
    const auto text = [this](std::uint64_t length) { push({take(length)}); };
    switch (opcode) {
        case 'N':
            push({None{}});
            break;
        case 0x88:
            push({true});
            break;
        case 0x89:
            push({false});
            break;
        case 'K':
            push({static_cast<std::int64_t>(take_unsigned(1))});
            break;
        case 'M':
            push({static_cast<std::int64_t>(take_unsigned(2))});
            break;
        case 'J':
            push({static_cast<std::int64_t>(static_cast<std::int32_t>(take_unsigned(4)))});
            break;
        case 0x8a: {  // LONG1: little-endian two's complement
            const auto digits = take(take_unsigned(1));
            if (digits.size() > 8) fail("an integer of more than 64 bits");
            std::int64_t number = !digits.empty() && (digits.back() & 0x80) ? -1 : 0;
            std::memcpy(&number, digits.data(), digits.size());
            push({number});
            break;
        }
        case 'G': {  // BINFLOAT: big-endian
            std::uint64_t bits = 0;
            for (const char c : take(8)) bits = bits << 8 | static_cast<unsigned char>(c);
            push({std::bit_cast<double>(bits)});
            break;
        }
        case 'X':
        case 'T':
        case 'B':
            text(take_unsigned(4));
            break;
        case 0x8c:
        case 'U':
        case 'C':
            text(take_unsigned(1));
            break;
        case 0x8d:
            text(take_unsigned(8));
            break;
        default:
            return false;
    }
    return true;
}

/// Lists, tuples and dictionaries, and what is put into them.
bool Unpickler::step_container(unsigned char opcode) {
    const auto tuple_of = [this](std::size_t count) {
        std::vector<Value> items(count);
        for (std::size_t i = count; i-- > 0;) items[i] = pop();
        push_list(std::move(items));
    };
    switch (opcode) {
        case ')':
        case ']':
            push_list({});
            break;
        case 't':
        case 'l':
            push_list(pop_to_mark());
            break;
        case 0x85:
            tuple_of(1);
            break;
        case 0x86:
            tuple_of(2);
            break;
        case 0x87:
            tuple_of(3);
            break;
        case 'a':
            append({pop()});
            break;
        case 'e':
            append(pop_to_mark());
            break;
        case '}':
            push({new_dict(false)});
            break;
        case 's': {
            const Value value = pop(), key = pop();
            set_items({key, value});
            break;
        }
        case 'u':
            set_items(pop_to_mark());
            break;
        default:
            return false;
    }
    return true;
}

/// Values remembered and recalled.
bool Unpickler::step_memo(unsigned char opcode) {
    switch (opcode) {
        case 'q':
            memoize(take_unsigned(1));
            break;
        case 'r':
            memoize(take_unsigned(4));
            break;
        case 0x94:
            memoize(memo_.size());
            break;
        case 'h':
            recall(take_unsigned(1));
            break;
        case 'j':
            recall(take_unsigned(4));
            break;
        default:
            return false;
    }
    return true;
}

/// Functions, their calls, objects and their states, storages.
bool Unpickler::step_object(unsigned char opcode) {
    switch (opcode) {
        case 'c': {
            const auto module = take_line(), name = take_line();
            push({checked_global(module, name)});
            break;
        }
        case 0x93: {  // STACK_GLOBAL
            const Value name = pop(), module = pop();
            const auto* n = std::get_if<std::string_view>(&name.is);
            const auto* m = std::get_if<std::string_view>(&module.is);
            if (n == nullptr || m == nullptr) fail("a function without a name");
            push({checked_global(*m, *n)});
            break;
        }
        case 'R': {
            const Value arguments = pop(), function = pop();
            call(function, arguments);
            break;
        }
        case 0x81: {  // NEWOBJ
            pop();
            instantiate(pop());
            break;
        }
        case 'b':
            build(pop());
            break;
        case 'Q':
            persistent_load(pop());
            break;
        default:
            return false;
    }
    return true;
}

Global Unpickler::checked_global(std::string_view module, std::string_view name) const {
    const Global global{module, name};
    if (is_ordered_dict(global) || is_rebuild_tensor(global) || is_storage(global) || is_identity(global) ||
        is_torchscript_class(global)) {
        return global;
    }
    fail(fmt::format("a call of {}.{}, which is not run: only plain tensors, numbers and texts are read",
                     module.substr(0, 80), name.substr(0, 80)));
}

void Unpickler::call(const Value& function, const Value& arguments) {
    const auto* global = std::get_if<Global>(&function.is);
    if (global == nullptr) fail("a call of something that is not a function");
    const auto& items = list_of(arguments, "arguments");
    if (is_ordered_dict(*global)) {
        push({new_dict(false)});
        if (items.empty()) return;
        for (const auto& pair : list_of(items[0], "pairs")) {
            const auto& entry = list_of(pair, "a pair");
            if (entry.size() != 2) fail("a dictionary entry that is not a pair");
            set_items({entry[0], entry[1]});
        }
    } else if (is_rebuild_tensor(*global)) {
        rebuild_tensor(items);
    } else if (is_identity(*global)) {
        if (items.empty()) fail("a call without its argument");
        push(items[0]);
    } else {
        fail(fmt::format("a call of {}.{} where an object was expected", global->module, global->name));
    }
}

void Unpickler::instantiate(const Value& type) {
    const auto* global = std::get_if<Global>(&type.is);
    if (global == nullptr || !is_torchscript_class(*global)) fail("an object of an unknown class");
    push({new_dict(true)});
}

void Unpickler::build(const Value& state) {
    if (stack_.empty()) fail("a state without its object");
    const auto* target = std::get_if<Dict>(&stack_.back().is);
    if (target == nullptr) fail("a state for something that has none");
    if (!target->object) return;  // an OrderedDict's `_metadata`: version numbers of modules
    if (const auto* items = std::get_if<Dict>(&state.is)) {
        const auto copy = *items->items;  // the state may be the object itself
        target->items->insert(target->items->end(), copy.begin(), copy.end());
    }
}

/// ('storage', torch.FloatStorage, key, location, elements[, view]): the location, such as cuda:0, does not
/// matter.
void Unpickler::persistent_load(const Value& id) {
    const auto& items = list_of(id, "a storage");
    const bool whole = items.size() == 5 || (items.size() == 6 && std::holds_alternative<None>(items[5].is));
    const auto* tag = whole ? std::get_if<std::string_view>(&items[0].is) : nullptr;
    const auto* type = whole ? std::get_if<Global>(&items[1].is) : nullptr;
    const auto* key = whole ? std::get_if<std::string_view>(&items[2].is) : nullptr;
    const auto* elements = whole ? std::get_if<std::int64_t>(&items[4].is) : nullptr;
    if (tag == nullptr || *tag != "storage" || type == nullptr || !is_storage(*type) || key == nullptr ||
        elements == nullptr || *elements < 0) {
        fail("a malformed storage");
    }
    push({Storage{storage_dtype(type->name), *key, *elements}});
}

/// (storage, offset, shape, strides, requires_grad, hooks).
void Unpickler::rebuild_tensor(const std::vector<Value>& arguments) {
    const auto* storage = arguments.size() < 4 ? nullptr : std::get_if<Storage>(&arguments[0].is);
    const auto* offset = arguments.size() < 4 ? nullptr : std::get_if<std::int64_t>(&arguments[1].is);
    if (storage == nullptr || offset == nullptr || *offset < 0) fail("a malformed tensor");
    tensors_.push_back(
        {*storage, *offset, integers_of(arguments[2], "a shape"), integers_of(arguments[3], "strides")});
    push({&tensors_.back()});
}

void Unpickler::push(Value value) {
    if (++pushes_ > kPushesMax) fail("more values than a checkpoint can have");
    stack_.push_back(std::move(value));
}

Value Unpickler::pop() {
    if (stack_.empty() || (!marks_.empty() && stack_.size() <= marks_.back()))
        fail("a value taken that is not there");
    Value value = std::move(stack_.back());
    stack_.pop_back();
    return value;
}

std::vector<Value> Unpickler::pop_to_mark() {
    if (marks_.empty()) fail("a mark taken that is not there");
    const auto begin = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
    std::vector<Value> items(begin, stack_.end());
    stack_.erase(begin, stack_.end());
    marks_.pop_back();
    return items;
}

List Unpickler::new_list(std::vector<Value> items) {
    lists_.push_back(std::move(items));
    return {&lists_.back()};
}

Dict Unpickler::new_dict(bool object) {
    dicts_.emplace_back();
    return {&dicts_.back(), object};
}

void Unpickler::push_list(std::vector<Value> items) {
    push({new_list(std::move(items))});
}

void Unpickler::append(std::vector<Value> items) {
    const auto* target = stack_.empty() ? nullptr : std::get_if<List>(&stack_.back().is);
    if (target == nullptr) fail("an item for something that is not a list");
    target->items->insert(target->items->end(), items.begin(), items.end());
}

void Unpickler::set_items(std::vector<Value> items) {
    const auto* target = stack_.empty() ? nullptr : std::get_if<Dict>(&stack_.back().is);
    if (target == nullptr) fail("an entry for something that is not a dictionary");
    if (items.size() % 2 != 0) fail("a dictionary key without its value");
    for (std::size_t i = 0; i < items.size(); i += 2) target->items->emplace_back(items[i], items[i + 1]);
}

void Unpickler::memoize(std::uint64_t slot) {
    if (stack_.empty()) fail("a value remembered that is not there");
    memo_[slot] = stack_.back();
}

void Unpickler::recall(std::uint64_t slot) {
    const auto found = memo_.find(slot);
    if (found == memo_.end()) fail("a value recalled that was never remembered");
    push(found->second);
}

const std::vector<Value>& Unpickler::list_of(const Value& value, const char* what) const {
    const auto* list = std::get_if<List>(&value.is);
    if (list == nullptr) fail(fmt::format("something else where {} should be", what));
    return *list->items;
}

std::vector<std::int64_t> Unpickler::integers_of(const Value& value, const char* what) const {
    std::vector<std::int64_t> numbers;
    for (const auto& item : list_of(value, what)) {
        const auto* number = std::get_if<std::int64_t>(&item.is);
        if (number == nullptr || *number < 0) fail(fmt::format("{} with something that is not a size", what));
        numbers.push_back(*number);
    }
    if (numbers.size() > 64) fail(fmt::format("{} of more than 64 dimensions", what));
    return numbers;
}

std::string_view Unpickler::take(std::uint64_t count) {
    if (count > bytes_.size() - position_) fail("the end in the middle of a value (truncated?)");
    const std::string_view text(reinterpret_cast<const char*>(bytes_.data()) + position_, count);
    position_ += count;
    return text;
}

std::string_view Unpickler::take_line() {
    const std::string_view rest(reinterpret_cast<const char*>(bytes_.data()) + position_,
                                bytes_.size() - position_);
    const auto end = rest.find('\n');
    if (end == std::string_view::npos) fail("the end in the middle of a name (truncated?)");
    position_ += end + 1;
    return rest.substr(0, end);
}

std::uint64_t Unpickler::take_unsigned(int bytes) {
    std::uint64_t number = 0;
    int shift = 0;
    for (const char c : take(static_cast<std::uint64_t>(bytes))) {
        number |= static_cast<std::uint64_t>(static_cast<unsigned char>(c)) << shift;
        shift += 8;
    }
    return number;
}

void Unpickler::fail(const std::string& what) const {
    throw input_error("{}: byte {}: expected a checkpoint of plain tensors, found {}", place_, position_,
                      what);
}

}  // namespace im::pickle
