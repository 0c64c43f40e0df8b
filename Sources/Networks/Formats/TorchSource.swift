import Tensors

/// A network as a class of PyTorch, for a state dict of the same names.
///
/// Modules stand under the paths that their tensors have, `layer1.0.conv1`. Source: the
/// documentation of torch.nn.
public struct TorchSource {
  /// What every file of ours begins with.
  public static let opening = Array("# A network in PyTorch, written by pollard ".utf8)

  /// The file.
  public let text: String
  /// What tensors are called there, by their names here.
  public let names: [String: String]

  /// - Parameters:
  ///   - network: without gates, nothing in it unread.
  ///   - version: of the program that writes it.
  ///   - weights: the name of the file beside it.
  ///   - notes: paragraphs for people.
  ///   - naming: what a layer is called there; the names must differ.
  /// - Throws: where a layer has no form in PyTorch, which names the layer.
  public init(
    _ graph: Graph, name: String, version: String, weights: String, notes: [String],
    naming: (String) -> String
  ) throws(LayerError) {
    var paths = TorchPaths()
    var names: [String: String] = [:]
    var modules: [String] = []
    var steps: [String] = []
    var values = [Graph.source: "x"]
    for (index, node) in graph.nodes.enumerated() {
      let path = node.stateTensors.isEmpty ? "" : paths.path(of: naming(node.name))
      var writer = ModuleWriter(node, reading: node.inputs.map { values[$0]! }, path: path)
      do {
        try node.layer.writeModule(to: &writer)
      } catch {
        throw LayerError("layer ‘\(node.name)’: \(error.message)", hint: error.hint)
      }
      if let module = writer.module { modules.append("put(self, \"\(path)\", \(module))") }
      let value = "v\(index + 1)"
      steps.append("\(value) = \(writer.expression)")
      values[index] = value
      for tensor in node.stateTensors {
        names[tensor.name] = path + tensor.name.dropFirst(node.name.count)
      }
    }
    self.names = names
    let comment = CText.words(
      [
        "A network in PyTorch, written by pollard \(version).", "",
        "\(name): \(graph.input) to \(graph.output). Weights: \(weights), read by load().",
      ] + notes.flatMap { ["", $0] }
    ).map { $0.isEmpty ? "#" : "# \($0)" }
    text =
      (comment + [
        "", "import torch", "from torch import nn", "from torch.nn import functional", "", "",
        "def put(root, path, module):", "    *parents, name = path.split(\".\")",
        "    for parent in parents:", "        if parent not in root._modules:",
        "            root.add_module(parent, nn.Module())", "        root = root._modules[parent]",
        "    root.add_module(name, module)", "", "", "class Network(nn.Module):",
        "    def __init__(self):", "        super().__init__()",
      ] + modules.map { "        " + $0 } + ["", "    def forward(self, x):"]
      + steps.map { "        " + $0 } + [
        "        return \(values[graph.nodes.count - 1]!)", "", "", "def load(path):",
        "    from safetensors.torch import load_file", "", "    network = Network()",
        "    network.load_state_dict(load_file(path), strict=True)", "    return network.eval()",
        "",
      ]).joined(separator: "\n")
  }
}

/// Paths of modules: parts with points between, none of them empty or a word that every module has.
struct TorchPaths {
  private var taken: Set<String> = []

  /// Attributes of `nn.Module`, which no part of a path may be.
  private static let reserved: Set<String> = [
    "T_destination", "add_module", "apply", "bfloat16", "buffers", "call_super_init", "children",
    "compile", "cpu", "cuda", "double", "dump_patches", "eval", "extra_repr", "float", "forward",
    "get_buffer", "get_extra_state", "get_parameter", "get_submodule", "half", "ipu",
    "load_state_dict", "modules", "mtia", "named_buffers", "named_children", "named_modules",
    "named_parameters", "parameters", "register_buffer", "register_forward_hook",
    "register_forward_pre_hook", "register_module", "register_parameter", "requires_grad_",
    "set_extra_state", "set_submodule", "share_memory", "state_dict", "to", "to_empty", "train",
    "training", "type", "xpu", "zero_grad", "weight", "bias",
  ]

  /// A path like the name, and like no other.
  mutating func path(of name: String) -> String {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false).map { part in
      let safe = String(
        part.unicodeScalars.map { scalar in
          scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
            || "_-/:+".unicodeScalars.contains(scalar)
            ? Character(scalar) : "_"
        })
      return safe.isEmpty || safe.hasPrefix("_") || Self.reserved.contains(safe)
        ? safe + "_m" : safe
    }
    let stem = parts.joined(separator: ".")
    var path = stem
    var number = 1
    // A module that holds modules has no weights of its own.
    while taken.contains(where: {
      $0 == path || $0.hasPrefix(path + ".") || path.hasPrefix($0 + ".")
    }) {
      number += 1
      path = "\(stem)_\(number)"
    }
    taken.insert(path)
    return path
  }
}
