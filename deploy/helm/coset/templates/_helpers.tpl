{{- define "coset.name" -}}
{{- if contains "coset" .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{ else }}{{ printf "%s-coset" .Release.Name | trunc 50 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "coset.secret" -}}
{{- .Values.secret.existingSecret | default (include "coset.name" .) }}
{{- end }}

{{- define "coset.account" -}}
{{- if .Values.serviceAccount.create }}{{ .Values.serviceAccount.name | default (include "coset.name" .) }}{{ else }}{{ .Values.serviceAccount.name | default "default" }}{{ end }}
{{- end }}

{{- define "coset.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- define "coset.selector" -}}
app.kubernetes.io/name: coset
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .role }}
{{- end }}

{{- define "coset.labels" -}}
{{ include "coset.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end }}

{{/* What every pod shares. Service links would set COSET_PORT and COSET_SERVICE_HOST, which are no settings of that meaning. */}}
{{- define "coset.podBase" -}}
enableServiceLinks: false
automountServiceAccountToken: false
serviceAccountName: {{ include "coset.account" . }}
{{- with .Values.imagePullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: 1000
  runAsGroup: 1000
  fsGroup: 1000
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: { type: RuntimeDefault }
volumes:
  - name: tmp
    emptyDir: {}
  - name: data
  {{- if .Values.data.existingClaim }}
    persistentVolumeClaim: { claimName: {{ .Values.data.existingClaim }} }
  {{- else }}
    emptyDir: {}
  {{- end }}
{{- end }}

{{- define "coset.containerBase" -}}
image: {{ include "coset.image" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: { drop: [ALL] }
envFrom:
  - configMapRef: { name: {{ include "coset.name" . }} }
  - secretRef: { name: {{ include "coset.secret" . }} }
volumeMounts:
  - { name: tmp, mountPath: /tmp }
  - { name: data, mountPath: /var/lib/coset }
{{- end }}

{{- define "coset.deployment" -}}
{{- $values := index .root.Values .role -}}
{{- $port := ternary 8088 8089 (eq .role "server") -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "coset.name" .root }}-{{ .role }}
  labels: {{- include "coset.labels" . | nindent 4 }}
spec:
  {{- if not (and (eq .role "worker") .root.Values.worker.autoscaling.enabled) }}
  replicas: {{ $values.replicas }}
  {{- end }}
  strategy:
    type: RollingUpdate
    rollingUpdate: { maxUnavailable: 0, maxSurge: 1 }
  selector:
    matchLabels: {{- include "coset.selector" . | nindent 6 }}
  template:
    metadata:
      labels: {{- include "coset.labels" . | nindent 8 }}
      annotations:
        checksum/settings: {{ include (print .root.Template.BasePath "/configmap.yaml") .root | sha256sum }}
        checksum/secret: {{ .root.Values.secret | toJson | sha256sum }}
        {{- with $values.podAnnotations }}{{ toYaml . | nindent 8 }}{{ end }}
    spec:
      {{- include "coset.podBase" .root | nindent 6 }}
      terminationGracePeriodSeconds: 45
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: kubernetes.io/hostname
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels: {{- include "coset.selector" . | nindent 14 }}
      {{- with $values.nodeSelector }}
      nodeSelector: {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $values.tolerations }}
      tolerations: {{- toYaml . | nindent 8 }}
      {{- end }}
      containers:
        - name: {{ .role }}
          args: {{ .args | toJson }}
          {{- include "coset.containerBase" .root | nindent 10 }}
          {{- with .env }}
          env: {{- toYaml . | nindent 12 }}
          {{- end }}
          ports:
            - { name: http, containerPort: {{ $port }} }
          startupProbe:
            httpGet: { path: /health, port: http }
            periodSeconds: 3
            failureThreshold: 40
          readinessProbe:
            httpGet: { path: /health, port: http }
            periodSeconds: 5
            timeoutSeconds: 5
            failureThreshold: 2
          livenessProbe:
            {{- if eq .role "server" }}
            httpGet: { path: /health, port: http }
            {{- else }}
            # A database that is away is no reason to start anew: only whether the process answers at all
            tcpSocket: { port: http }
            {{- end }}
            periodSeconds: 20
            timeoutSeconds: 10
            failureThreshold: 6
          {{- if eq .role "server" }}
          lifecycle:
            # Proxies need a moment to hear that it goes
            preStop: { exec: { command: [sleep, "5"] } }
          {{- end }}
          resources: {{- toYaml $values.resources | nindent 12 }}
{{- end }}

{{- define "coset.budget" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ include "coset.name" .root }}-{{ .role }}
  labels: {{- include "coset.labels" . | nindent 4 }}
spec:
  maxUnavailable: 1
  selector:
    matchLabels: {{- include "coset.selector" . | nindent 6 }}
{{- end }}
