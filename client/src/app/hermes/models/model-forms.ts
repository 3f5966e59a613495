import { inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import type {
  Endpoint,
  FallbackEntry,
  Models,
  TaskModel,
} from '../../../../../server/hermes-state/models/models.contract';
import { ModelDialog, type ModelField, type ModelForm } from './model-dialog';
import { ModelsStore } from './models-store';

const apiModes = ['chat_completions', 'anthropic_messages', 'codex_responses'];

/** The forms of the models pane. */
@Injectable()
export class ModelForms {
  private readonly dialog = inject(MatDialog);
  private readonly store = inject(ModelsStore);

  editPrimary({ primary, ...models }: Models): void {
    this.open({
      title: 'Primary model',
      fields: [
        ...this.choice(models, true),
        {
          name: 'contextLength',
          label: 'Context length',
          hint: 'Tokens; empty: as the model has it.',
          isNumber: true,
        },
      ],
      values: {
        ...texts(primary),
        contextLength: primary.contextLength === null ? '' : String(primary.contextLength),
      },
      change: ({ contextLength, ...values }) => ({
        kind: 'primary',
        provider: values.provider,
        model: values.model,
        baseUrl: values.baseUrl,
        apiMode: values.apiMode,
        contextLength: contextLength === '' ? null : Number(contextLength),
      }),
    });
  }

  editFallback(models: Models, entry?: FallbackEntry): void {
    this.open({
      title: entry ? `Fallback ${entry.model ?? ''}` : 'New fallback',
      fields: [...this.choice(models, true), keyEnv],
      values: entry ? texts(entry) : {},
      change: ({ provider, model, baseUrl, apiMode, keyEnv: variable }) => {
        const written = { provider, model, baseUrl, apiMode, keyEnv: variable };
        return entry
          ? { kind: 'fallback_edit', index: entry.index, entry: written }
          : { kind: 'fallback_add', entry: written };
      },
    });
  }

  editEndpoint(models: Models, endpoint?: Endpoint): void {
    const slug: ModelField = {
      name: 'slug',
      label: 'Short name',
      hint: 'Referred to as custom:<short name>.',
      isRequired: true,
    };
    this.open({
      title: endpoint ? `Endpoint ${endpoint.slug}` : 'New endpoint',
      fields: [
        ...(endpoint ? [] : [slug]),
        { name: 'name', label: 'Name' },
        { ...address, isRequired: true },
        keyEnv,
        mode,
        { name: 'model', label: 'Default model', known: models.knownModels },
      ],
      values: endpoint
        ? { ...texts(endpoint), name: endpoint.name === endpoint.slug ? '' : endpoint.name }
        : {},
      tick: { label: 'In use', isSet: endpoint?.isEnabled ?? true },
      change: (values, isEnabled) => ({
        kind: 'endpoint',
        slug: endpoint?.slug ?? values.slug,
        name: values.name,
        baseUrl: values.baseUrl,
        keyEnv: values.keyEnv,
        apiMode: values.apiMode,
        model: values.model,
        isEnabled,
      }),
    });
  }

  editTask(models: Models, task: TaskModel): void {
    this.open({
      title: `Model of ${task.task.replaceAll('_', ' ')}`,
      fields: [
        ...this.choice(models, false).filter(({ name }) => name !== 'apiMode'),
        { name: 'timeoutSeconds', label: 'Time limit', hint: 'Seconds.', isNumber: true },
      ],
      values: {
        ...texts(task),
        timeoutSeconds: task.timeoutSeconds === null ? '' : String(task.timeoutSeconds),
      },
      change: ({ provider, model, baseUrl, timeoutSeconds }) => ({
        kind: 'task',
        task: task.task,
        provider,
        model,
        baseUrl,
        timeoutSeconds: timeoutSeconds === '' ? null : Number(timeoutSeconds),
      }),
    });
  }

  private choice(
    { providers, knownModels }: Pick<Models, 'providers' | 'knownModels'>,
    isRequired: boolean,
  ): ModelField[] {
    return [
      { name: 'provider', label: 'Provider', isRequired, known: providers },
      { name: 'model', label: 'Model', isRequired, known: knownModels },
      address,
      mode,
    ];
  }

  private open(form: Omit<ModelForm, 'store'>): void {
    this.dialog.open<ModelDialog, ModelForm>(ModelDialog, {
      data: { store: this.store, ...form },
      width: '32rem',
    });
  }
}

const address: ModelField = {
  name: 'baseUrl',
  label: 'Base URL',
  hint: 'Empty: as the provider has it.',
};
const mode: ModelField = {
  name: 'apiMode',
  label: 'API mode',
  hint: 'Empty: chosen by the provider.',
  known: apiModes,
};
const keyEnv: ModelField = {
  name: 'keyEnv',
  label: 'Key variable',
  hint: 'The name of the variable in .env that holds the key.',
};

/** Texts of a row as a form shows them. */
function texts(row: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(row).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  );
}
