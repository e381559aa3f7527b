import type { Tensor } from './tensorflow.ts';
import { tf } from './tensorflow.ts';
import { activeRecording } from './recording.ts';
import type { VariableStore } from './variables.ts';

export interface AdamSettings {
  beta1: number;
  beta2: number;
  epsilon: number;
  /** The longest that all gradients together may be; null: they stay as they are. */
  clipNorm: number | null;
}

/**
 * Adam (Kingma and Ba 2015) over the trainable variables below a prefix, with its slots in the same store, so
 * that a checkpoint holds them. tfjs's own optimiser is not used: it takes the learning rate as a constant and
 * keeps its slots to itself, and in a graph TensorFlow's fused kernel does the same update in one pass.
 */
export class Adam {
  readonly #store: VariableStore;
  readonly #prefix: string;
  readonly settings: AdamSettings;

  constructor(store: VariableStore, prefix: string, settings: Partial<AdamSettings> = {}) {
    this.#store = store;
    this.#prefix = prefix;
    this.settings = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7, clipNorm: null, ...settings };
    for (const [name, variable] of store.trainable(prefix)) {
      store.create(this.#slot(name, 'm'), variable.shape, { kind: 'constant', value: 0 }, false);
      store.create(this.#slot(name, 'v'), variable.shape, { kind: 'constant', value: 0 }, false);
    }
    store.create(this.#power(1), [], { kind: 'constant', value: this.settings.beta1 }, false);
    store.create(this.#power(2), [], { kind: 'constant', value: this.settings.beta2 }, false);
  }

  /**
   * The loss below `f` and its gradients with respect to this optimiser's variables.
   * @param f returns a scalar.
   */
  gradients(f: () => Tensor): { value: Tensor; gradients: Map<string, Tensor> } {
    const variables = this.#store.trainable(this.#prefix);
    const { value, grads } = tf.variableGrads(f as () => import('./tensorflow.ts').Scalar, [
      ...variables.values(),
    ]);
    const gradients = new Map<string, Tensor>();
    for (const [name, variable] of variables) {
      const gradient = grads[variable.name];
      if (gradient) gradients.set(name, gradient);
    }
    return { value, gradients };
  }

  /**
   * One update: m = b1 m + (1-b1) g, v = b2 v + (1-b2) g^2, w -= lr sqrt(1-b2^t)/(1-b1^t) m / (sqrt(v) + eps).
   * Gradients longer than `clipNorm` are first brought to that length, all by one factor (Pascanu et al. 2013).
   * @param learningRate scalar tensor, so that it can change during a compiled run.
   */
  apply(gradients: Map<string, Tensor>, learningRate: Tensor): void {
    const recording = activeRecording();
    const { beta1, beta2, epsilon, clipNorm } = this.settings;
    const power1 = this.#store.get(this.#power(1));
    const power2 = this.#store.get(this.#power(2));
    for (const [name, gradient] of clipNorm === null ? gradients : clipped(gradients, clipNorm)) {
      const [variable, m, v] = [name, this.#slot(name, 'm'), this.#slot(name, 'v')].map((n) =>
        this.#store.get(n),
      );
      if (!variable || !m || !v) continue;
      if (recording) {
        recording.applyAdam({
          variable,
          m,
          v,
          power1,
          power2,
          learningRate,
          gradient,
          beta1,
          beta2,
          epsilon,
        });
        continue;
      }
      tf.tidy(() => {
        const rate = tf.div(tf.mul(learningRate, tf.sqrt(tf.sub(1, power2))), tf.sub(1, power1));
        m.assign(tf.add(m, tf.mul(tf.sub(gradient, m), 1 - beta1)));
        v.assign(tf.add(v, tf.mul(tf.sub(tf.square(gradient), v), 1 - beta2)));
        variable.assign(tf.sub(variable, tf.div(tf.mul(m, rate), tf.add(tf.sqrt(v), epsilon))));
      });
    }
    tf.tidy(() => {
      power1.assign(tf.mul(power1, beta1));
      power2.assign(tf.mul(power2, beta2));
    });
  }

  /** `gradients` and `apply` in one: returns the loss. */
  minimise(f: () => Tensor, learningRate: Tensor): Tensor {
    const { value, gradients } = this.gradients(f);
    this.apply(gradients, learningRate);
    return value;
  }

  /**
   * Forgets all gradients so far: slots of zero and powers of the first step, as for a new optimiser. Without it the
   * first steps of layers that join a training late would be too long, as their slots are zero and the powers are not.
   */
  restart(): void {
    const { beta1, beta2 } = this.settings;
    tf.tidy(() => {
      for (const [name, { shape }] of this.#store.trainable(this.#prefix)) {
        // Filled by an operation: a constant of the slot's size would be written into the compiled graph.
        for (const slot of ['m', 'v'] as const)
          this.#store.get(this.#slot(name, slot)).assign(tf.fill(shape, 0));
      }
      this.#store.get(this.#power(1)).assign(tf.scalar(beta1));
      this.#store.get(this.#power(2)).assign(tf.scalar(beta2));
    });
  }

  #slot(name: string, slot: 'm' | 'v'): string {
    return `adam/${name}/${slot}`;
  }

  #power(beta: 1 | 2): string {
    return `adam/${this.#prefix}beta${beta}-power`;
  }
}

/** Gradients times clipNorm / max(norm, clipNorm), with the norm over all of them together. */
function clipped(gradients: Map<string, Tensor>, clipNorm: number): Map<string, Tensor> {
  const squares = [...gradients.values()].map((gradient) => tf.sum(tf.square(gradient)));
  const factor = tf.div(clipNorm, tf.maximum(tf.sqrt(tf.addN(squares)), clipNorm));
  return new Map([...gradients].map(([name, gradient]) => [name, tf.mul(gradient, factor)]));
}
