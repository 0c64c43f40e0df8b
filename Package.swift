// swift-tools-version: 6.1
import PackageDescription

/// Hot loops stay optimised in debug builds, so that the tests finish in minutes.
let optimised: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]

/// Tests without hot loops of their own are not optimised anywhere, and their files are compiled
/// side by side: they are built in half the time.
let plain: [SwiftSetting] = [
  .unsafeFlags(
    ["-Onone", "-no-whole-module-optimization", "-enable-batch-mode"],
    .when(configuration: .release))
]

let package = Package(
  name: "pollard",
  products: [.executable(name: "pollard", targets: ["pollard"])],
  targets: [
    .target(
      name: "Kernels",
      cSettings: [.unsafeFlags(["-O3", "-ffp-contract=off", "-Wno-psabi"])]),
    .target(name: "Allocation"),
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CCSV", providers: [.apt(["libcsv-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(
      name: "CTurboJPEG", pkgConfig: "libturbojpeg", providers: [.apt(["libturbojpeg0-dev"])]),
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(
      name: "CCairo", pkgConfig: "cairo", providers: [.apt(["libcairo2-dev"])]),
    .systemLibrary(name: "CReadline", providers: [.apt(["libreadline-dev"])]),

    .target(name: "Tensors", dependencies: ["Kernels", "COpenBLAS"], swiftSettings: optimised),
    .target(name: "Costs", dependencies: ["COpenBLAS"]),
    .target(name: "Networks", dependencies: ["Tensors", "Costs"], swiftSettings: optimised),
    .target(
      name: "Datasets", dependencies: ["Tensors", "CZlib", "CCSV", "CTurboJPEG", "CPNG"],
      swiftSettings: optimised),
    .target(
      name: "Training", dependencies: ["Networks", "Datasets", "Tensors", "Costs"],
      swiftSettings: optimised),
    .target(
      name: "Pruning", dependencies: ["Training", "Networks", "Datasets", "Tensors", "Costs"],
      swiftSettings: optimised),
    .target(name: "Language"),
    .target(name: "Plots", dependencies: ["CCairo", "CZlib"]),
    .target(name: "Reports", dependencies: ["Language", "Plots"]),
    .target(name: "Sessions", dependencies: ["Reports", "Language", "Plots", "Tensors"]),
    .target(name: "Sweeps", dependencies: ["Datasets", "Sessions", "Language", "Tensors"]),
    .target(
      name: "Workspaces",
      dependencies: [
        "Sessions", "Reports", "Language", "Plots", "Pruning", "Training", "Networks", "Datasets",
        "Costs", "Tensors",
      ]),
    .target(
      name: "Notebook",
      dependencies: [
        "Workspaces", "Sessions", "Reports", "Language", "Networks", "Tensors",
      ]),
    .target(
      name: "Commands",
      dependencies: [
        "Sweeps", "Notebook", "Workspaces", "Sessions", "Reports", "Language", "Plots", "Pruning",
        "Training",
        "Networks", "Datasets", "Costs", "Tensors",
      ]),
    .target(
      name: "Terminal",
      dependencies: [
        "Sweeps", "Commands", "Notebook", "Workspaces", "Sessions", "Reports", "Language",
        "Tensors", "CReadline", "Allocation",
      ]),
    .executableTarget(name: "pollard", dependencies: ["Terminal"]),

    .target(name: "TestSupport", path: "Tests/Support/Common", swiftSettings: plain),
    .target(
      name: "TensorsTestSupport", dependencies: ["Tensors"], path: "Tests/Support/Tensors",
      swiftSettings: optimised),
    .target(
      name: "NetworksTestSupport", dependencies: ["TensorsTestSupport", "Networks", "Tensors"],
      path: "Tests/Support/Networks", swiftSettings: optimised),
    .target(
      name: "NotebookTestSupport",
      dependencies: [
        "TestSupport", "Notebook", "Workspaces", "Sessions", "Reports", "Language", "Tensors",
      ],
      path: "Tests/Support/Notebook", swiftSettings: plain),

    .testTarget(
      name: "TensorsTests",
      dependencies: ["TestSupport", "TensorsTestSupport", "Tensors", "Kernels", "COpenBLAS"],
      swiftSettings: optimised),
    .testTarget(name: "CostsTests", dependencies: ["TestSupport", "Costs"], swiftSettings: plain),
    .testTarget(
      name: "NetworksTests",
      dependencies: [
        "TestSupport", "TensorsTestSupport", "NetworksTestSupport", "Networks", "Tensors", "Costs",
      ],
      swiftSettings: plain),
    .testTarget(
      name: "DatasetsTests",
      dependencies: ["TestSupport", "Datasets", "Tensors", "CZlib", "CTurboJPEG"],
      swiftSettings: plain),
    .testTarget(
      name: "TrainingTests",
      dependencies: ["TensorsTestSupport", "Training", "Networks", "Datasets", "Tensors", "Costs"],
      swiftSettings: plain),
    .testTarget(
      name: "PruningTests",
      dependencies: [
        "TestSupport", "TensorsTestSupport", "NetworksTestSupport", "Pruning", "Training",
        "Networks", "Datasets", "Tensors", "Costs",
      ],
      swiftSettings: plain),
    .testTarget(
      name: "LanguageTests", dependencies: ["TestSupport", "Language"], swiftSettings: plain),
    .testTarget(name: "PlotsTests", dependencies: ["TestSupport", "Plots"], swiftSettings: plain),
    .testTarget(name: "ReportsTests", dependencies: ["Reports", "Language"], swiftSettings: plain),
    .testTarget(
      name: "SessionsTests",
      dependencies: ["TestSupport", "Sessions", "Reports", "Language", "Tensors"],
      swiftSettings: plain),
    .testTarget(
      name: "SweepsTests",
      dependencies: ["TestSupport", "Sweeps", "Sessions", "Language", "Tensors"],
      swiftSettings: plain),
    .testTarget(
      name: "WorkspacesTests",
      dependencies: ["TestSupport", "Workspaces", "Datasets", "Costs", "Tensors"],
      swiftSettings: plain),
    .testTarget(
      name: "NotebookTests",
      dependencies: [
        "TestSupport", "NotebookTestSupport", "Notebook", "Workspaces", "Sessions", "Reports",
        "Language", "Tensors",
      ],
      swiftSettings: plain),
    .testTarget(
      name: "CommandsTests",
      dependencies: [
        "TestSupport", "NotebookTestSupport", "Commands", "Notebook", "Workspaces", "Sessions",
        "Reports", "Language", "Plots", "Pruning", "Training", "Networks", "Datasets", "Costs",
        "Tensors",
      ],
      swiftSettings: plain),
    .testTarget(
      name: "TerminalTests",
      dependencies: [
        "TestSupport", "NotebookTestSupport", "Terminal", "Commands", "Notebook", "Workspaces",
        "Sessions", "Language", "Costs", "Tensors",
      ],
      exclude: ["Support", "export_test.py", "mpi_test.py", "prompt_test.py", "sweep_test.py"],
      swiftSettings: plain),
    .testTarget(name: "HouseTests", swiftSettings: plain),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .gnu17
)
