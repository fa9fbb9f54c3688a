//! One place where kernels meet the machine (指令集分派).
//!
//! A [`Kernel`] is plain code without branches that the compiler turns into vector instructions. With the feature `simd` it is compiled once
//! more for machines with wider vectors, and the machine at hand decides which runs. No instruction that rounds otherwise is ever used, and
//! sums have lanes of a fixed number, so that the result is the same bytes either way.

/// Work on numbers without branches. Implementations mark `run`, and all it calls, `#[inline(always)]`.
pub(crate) trait Kernel {
    type Output;

    fn run(self) -> Self::Output;
}

#[cfg(feature = "simd")]
pub(crate) fn dispatch<K: Kernel>(kernel: K) -> K::Output {
    struct OnMachine<K>(K);

    impl<K: Kernel> pulp::WithSimd for OnMachine<K> {
        type Output = K::Output;

        #[inline(always)]
        fn with_simd<S: pulp::Simd>(self, _: S) -> K::Output {
            self.0.run()
        }
    }

    // Looked up once: the question costs more than a small kernel.
    static MACHINE: std::sync::OnceLock<pulp::Arch> = std::sync::OnceLock::new();
    MACHINE.get_or_init(pulp::Arch::new).dispatch(OnMachine(kernel))
}

#[cfg(not(feature = "simd"))]
pub(crate) fn dispatch<K: Kernel>(kernel: K) -> K::Output {
    kernel.run()
}
