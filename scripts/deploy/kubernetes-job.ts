import { z } from 'zod';

const name = z.string().regex(/^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/);
/** `500m`, `2`, `4Gi`; a number would be read as one by a YAML parser and not by Kubernetes. */
const quantity = z.string().regex(/^\d+(?:m|[KMGT]i?)?$/);
const metadata = z.strictObject({ name });

const exitRule = z.strictObject({
  action: z.enum(['FailJob', 'FailIndex', 'Ignore', 'Count']),
  onExitCodes: z.strictObject({
    containerName: name,
    operator: z.enum(['In', 'NotIn']),
    values: z.array(z.int().min(1).max(255)).min(1).max(255),
  }),
});
const conditionRule = z.strictObject({
  action: z.enum(['FailJob', 'FailIndex', 'Ignore', 'Count']),
  onPodConditions: z
    .array(z.strictObject({ type: z.string(), status: z.enum(['True', 'False', 'Unknown']) }))
    .min(1)
    .max(20),
});

const container = z.strictObject({
  name,
  image: z.string(),
  args: z.array(z.string()),
  env: z.array(z.strictObject({ name: z.string(), value: z.string() })),
  resources: z.strictObject({
    requests: z.record(z.string(), quantity),
    limits: z.record(z.string(), quantity),
  }),
  volumeMounts: z.array(z.strictObject({ name, mountPath: z.string().startsWith('/') })),
});

/**
 * What deploy/kubernetes.yaml uses of a Job, by the API reference of batch/v1 and its rules of validation: Kubernetes' own JSON schema of a
 * Job is three quarters of a megabyte. Unknown fields are refused, as by `kubectl apply --validate=strict`.
 */
export const kubernetesJob = z
  .strictObject({
    apiVersion: z.literal('batch/v1'),
    kind: z.literal('Job'),
    metadata,
    spec: z.strictObject({
      completionMode: z.literal('Indexed'),
      completions: z.int().min(1),
      parallelism: z.int().min(1),
      backoffLimitPerIndex: z.int().min(0),
      podFailurePolicy: z.strictObject({ rules: z.array(z.union([exitRule, conditionRule])).max(20) }),
      template: z.strictObject({
        spec: z.strictObject({
          /** A Job with a podFailurePolicy takes no other. */
          restartPolicy: z.literal('Never'),
          securityContext: z.strictObject({
            runAsNonRoot: z.literal(true),
            runAsUser: z.int().min(1),
            fsGroup: z.int().min(1),
          }),
          containers: z.array(container).min(1),
          volumes: z.array(
            z.strictObject({ name, persistentVolumeClaim: z.strictObject({ claimName: name }) }),
          ),
        }),
      }),
    }),
  })
  .superRefine(({ spec: { podFailurePolicy, template } }, context) => {
    const { containers, volumes } = template.spec;
    const problem = (message: string) => context.addIssue({ code: 'custom', message });
    for (const { volumeMounts } of containers)
      for (const mount of volumeMounts)
        if (!volumes.some((volume) => volume.name === mount.name)) problem(`no volume ${mount.name}`);
    for (const rule of podFailurePolicy.rules)
      if ('onExitCodes' in rule && !containers.some((each) => each.name === rule.onExitCodes.containerName))
        problem(`no container ${rule.onExitCodes.containerName}`);
  });
